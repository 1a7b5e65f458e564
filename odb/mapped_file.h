// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"

namespace stanch {

// A file's bytes, mapped read-only: they stay readable when another process
// removes the file or puts another in its place, which is all that git does to
// packs and indexes. Movable; the bytes stay where they are.
class MappedFile {
 public:
  MappedFile() = default;
  // kUnreadable: why, without the path.
  static Result<MappedFile> open(const std::string& path);
  // The same; nothing where there is no such file.
  static Result<std::optional<MappedFile>> open_if_there(
      const std::string& path);
  // Over bytes that somebody else keeps.
  static MappedFile borrow(std::string_view bytes);

  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept
      : bytes_(std::exchange(other.bytes_, {})),
        owned_(std::exchange(other.owned_, false)) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(owned_, other.owned_);
    return *this;
  }

  std::string_view bytes() const { return bytes_; }
  std::size_t size() const { return bytes_.size(); }
  const std::uint8_t* data() const {
    return reinterpret_cast<const std::uint8_t*>(bytes_.data());
  }

  // Gives the memory of [begin, end) back; it is read from the file again when
  // somebody looks. For a pack larger than the memory one wants to take.
  void forget(std::uint64_t begin, std::uint64_t end) const;

 private:
  std::string_view bytes_;
  bool owned_ = false;
};

}  // namespace stanch
