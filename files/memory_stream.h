// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/byte_stream.h"

namespace stanch {

// Bytes in memory, borrowed.
class MemoryStream final : public ByteStream {
 public:
  explicit MemoryStream(std::string_view bytes) : bytes_(bytes) {}

  Result<std::size_t> read(std::span<char> room) override {
    std::size_t taken = bytes_.copy(room.data(), room.size(), at_);
    at_ += taken;
    return taken;
  }
  std::optional<std::uint64_t> size() const override { return bytes_.size(); }
  bool seek(std::uint64_t offset) override {
    if (offset > bytes_.size()) return false;
    at_ = offset;
    return true;
  }
  std::optional<std::string_view> memory() override {
    return bytes_.substr(at_);
  }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

// What was read of a stream already, and then the rest. Borrows both.
class ResumedStream final : public ByteStream {
 public:
  ResumedStream(std::string_view head, ByteStream& rest)
      : head_(head), rest_(rest) {}

  Result<std::size_t> read(std::span<char> room) override {
    return head_.size() > taken_ ? read_head(room) : rest_.read(room);
  }
  std::optional<std::uint64_t> size() const override { return rest_.size(); }

 private:
  std::size_t read_head(std::span<char> room) {
    std::size_t taken = head_.copy(room.data(), room.size(), taken_);
    taken_ += taken;
    return taken;
  }

  std::string_view head_;
  std::size_t taken_ = 0;
  ByteStream& rest_;
};

}  // namespace stanch
