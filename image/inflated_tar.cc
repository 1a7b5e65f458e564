// SPDX-License-Identifier: Apache-2.0
#include "image/inflated_tar.h"

#include <utility>

namespace stanch {

Result<StreamHead> read_head(ByteStream& stream) {
  StreamHead head;
  while (head.size < head.bytes.size()) {
    auto got = stream.read(std::span(head.bytes).subspan(head.size));
    if (!got) return std::unexpected(std::move(got.error()));
    if (*got == 0) break;
    head.size += *got;
  }
  return head;
}

Result<ByteStream*> InflatedTar::open() {
  auto head = read_head(stream_);
  if (!head) return std::unexpected(std::move(head.error()));
  head_ = *head;
  resumed_.emplace(head_.view(), stream_);
  if (archive_kind(head_.view()) != ArchiveKind::kCompressed) {
    return &*resumed_;
  }
  inflated_.emplace(*resumed_, ArchiveKind::kCompressed, limits_, use_,
                    /*is_outer=*/true);
  ArchiveMember only;
  auto has = inflated_->next(only);
  if (!has) return std::unexpected(std::move(has.error()));
  if (*has) return &*inflated_;
  return &nothing_;
}

}  // namespace stanch
