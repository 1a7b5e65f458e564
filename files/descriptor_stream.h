// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/byte_stream.h"
#include "core/posix.h"

namespace stanch {

// What a descriptor gives from where it stands: a regular file, a pipe, a
// terminal. Interrupted reads are continued, and a descriptor that would block
// is waited for. A regular file has a size and can be sought in.
class DescriptorStream final : public ByteStream {
 public:
  explicit DescriptorStream(FileDescriptor file);
  // Borrows the descriptor; `size` of a regular file that is known to have it.
  explicit DescriptorStream(int file,
                            std::optional<std::uint64_t> size = std::nullopt)
      : file_(file), size_(size) {}

  Result<std::size_t> read(std::span<char> room) override;
  std::optional<std::uint64_t> size() const override { return size_; }
  bool seek(std::uint64_t offset) override;

 private:
  FileDescriptor owned_;
  int file_;
  std::optional<std::uint64_t> size_;
};

// Opens a regular file for reading from its start, without ever waiting.
// kUnreadable, with the reason alone, where there is none.
Result<std::unique_ptr<ByteStream>> open_file_stream(const std::string& path);

}  // namespace stanch
