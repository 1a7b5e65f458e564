// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace stanch {

// Names of files and folders as numbers from 0, in the order in which they
// came. Owns the bytes. One thread.
class NameTable {
 public:
  // The number of a name, a new one where it was not met yet.
  std::uint32_t add(std::string_view name);
  std::string_view operator[](std::uint32_t number) const {
    return names_[number];
  }
  std::uint32_t size() const {
    return static_cast<std::uint32_t>(names_.size());
  }

 private:
  std::string_view copy(std::string_view name);
  void grow();

  std::vector<std::string_view> names_;
  std::vector<std::uint32_t> slots_;  // of a hash table; number + 1
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t used_ = 0;  // of the last chunk
  std::size_t room_ = 0;
};

}  // namespace stanch
