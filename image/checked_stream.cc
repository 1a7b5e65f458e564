// SPDX-License-Identifier: Apache-2.0
#include "image/checked_stream.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/core.h>

namespace stanch {
namespace {

DigestStream::Kind kind_of(std::string_view digest) {
  return digest.starts_with("sha512:") ? DigestStream::Kind::kSha512
                                       : DigestStream::Kind::kSha256;
}

constexpr std::size_t kDrained = std::size_t{64} << 10;

}  // namespace

CheckedStream::CheckedStream(ByteStream& inner, std::string digest,
                             std::optional<std::uint64_t> size)
    : inner_(inner),
      digest_(std::move(digest)),
      size_(size),
      sum_(kind_of(digest_)) {}

Result<std::size_t> CheckedStream::read(std::span<char> room) {
  if (is_done_) return 0;
  auto got = is_too_long_ ? 0 : inner_.read(room);
  if (!got) return got;
  if (size_ && *got > *size_ - bytes_) {
    // What was promised is passed on before that is said.
    is_too_long_ = true;
    got = static_cast<std::size_t>(*size_ - bytes_);
  }
  if (is_too_long_ && *got == 0) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("is longer than the {} bytes promised", *size_));
  }
  if (*got == 0) return at_end();
  bytes_ += *got;
  sum_.add({room.data(), *got});
  return got;
}

Result<std::size_t> CheckedStream::at_end() {
  is_done_ = true;
  found_ =
      fmt::format("{}:{}", digest_.starts_with("sha512:") ? "sha512" : "sha256",
                  sum_.end());
  if (size_ && bytes_ != *size_) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("ends after {} of {} bytes", bytes_, *size_));
  }
  if (!digest_.empty() && found_ != digest_) {
    return fail(
        ErrorKind::kUnreadable,
        fmt::format("its digest is {}, not {} as promised", found_, digest_));
  }
  return 0;
}

Result<void> CheckedStream::drain() {
  std::vector<char> room(kDrained);
  while (!is_done_) {
    auto got = read(room);
    if (!got) return std::unexpected(std::move(got.error()));
  }
  return {};
}

}  // namespace stanch
