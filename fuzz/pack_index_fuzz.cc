// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as the index of a pack, of both kinds of hash: every row can be
// asked for, and what is found by its name is that row or an equal one.
#include <cstdint>
#include <string_view>

#include "fuzz/target.h"
#include "odb/pack_index.h"

namespace stanch {
namespace {

void check(std::string_view bytes, HashKind kind) {
  auto index = PackIndex::parse(MappedFile::borrow(bytes), kind);
  if (!index) return;
  const IdTable& ids = index->ids();
  for (std::uint32_t row = 0; row < ids.size(); ++row) {
    ObjectId id = ids.id(row);
    auto found = ids.find(id);
    require(!found || ids.id(*found) == id);
    auto [first, last] = ids.starting_with(id, 4);
    require(first <= last && last <= ids.size());
    static_cast<void>(index->offset(row));
  }
  static_cast<void>(index->pack_checksum());
}

}  // namespace

void check_any(std::string_view bytes) {
  check(bytes, HashKind::kSha1);
  check(bytes, HashKind::kSha256);
}

}  // namespace stanch
