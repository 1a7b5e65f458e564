// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "odb/object_id.h"

namespace stanch {

// File types of git, the upper bits of a mode.
inline constexpr std::uint32_t kTypeMask = 0170000;
inline constexpr std::uint32_t kTypeTree = 0040000;
inline constexpr std::uint32_t kTypeSubmodule = 0160000;

// Folders in folders; git refuses more than 2048 as well.
inline constexpr int kDeepestFolder = 2048;

// One line of a tree object. A view into its bytes.
struct TreeEntry {
  std::uint32_t mode = 0;
  std::string_view name;
  ObjectId id;

  std::uint32_t type() const { return mode & kTypeMask; }
  bool is_folder() const { return type() == kTypeTree; }
  bool is_file() const { return !is_folder() && type() != kTypeSubmodule; }
};

// Takes the first entry off the bytes of a tree: "100644 name\0<id>". False
// where they are damaged.
bool take_entry(std::string_view& bytes, HashKind kind, TreeEntry& entry);

// Whether `a` stands before `b` in a tree: by bytes, where a folder's name
// counts as ending with '/'.
bool comes_before(const TreeEntry& a, const TreeEntry& b);

}  // namespace stanch
