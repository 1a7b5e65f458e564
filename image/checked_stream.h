// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/byte_stream.h"
#include "core/digest.h"

namespace stanch {

// Passes on what another stream gives, counts it and sums it up; at its end it
// fails where size or digest are not those that were promised. So who has read
// to the end without an error has read what was meant.
class CheckedStream final : public ByteStream {
 public:
  // Borrows `inner`. `digest` as is_digest() has it, or empty: not checked.
  CheckedStream(ByteStream& inner, std::string digest,
                std::optional<std::uint64_t> size);

  Result<std::size_t> read(std::span<char> room) override;
  std::optional<std::uint64_t> size() const override { return size_; }

  // Reads what is left and drops it: bytes behind an archive's end count too.
  Result<void> drain();

  std::uint64_t bytes() const { return bytes_; }
  // "sha256:..." of what was read; only at the end. With a digest of another
  // algorithm, that one.
  const std::string& digest() const { return found_; }

 private:
  Result<std::size_t> at_end();

  ByteStream& inner_;
  std::string digest_;
  std::optional<std::uint64_t> size_;
  DigestStream sum_;
  std::uint64_t bytes_ = 0;
  std::string found_;
  bool is_done_ = false;
  bool is_too_long_ = false;
};

}  // namespace stanch
