// SPDX-License-Identifier: Apache-2.0
//
// The few POSIX calls that several folders need, made safe to hold.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace stanch {

// Owns a file descriptor and closes it. -1 is none; then errno, right after
// the call that made it, says why.
class FileDescriptor {
 public:
  explicit FileDescriptor(int number = -1) : number_(number) {}
  ~FileDescriptor();
  FileDescriptor(FileDescriptor&& other) noexcept
      : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }

  int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_;
};

// What errno means, lower-case and without a path: "permission denied".
std::string describe_error(int error);

// The bytes of a regular file, read now and whole; none where it cannot be
// opened or read or is larger than 16 MiB. A symbolic link in the last part of
// the path is followed only if asked.
enum class LastLink { kRefuse, kFollow };
std::optional<std::string> read_small_file(const std::string& path,
                                           LastLink last_link);

}  // namespace stanch
