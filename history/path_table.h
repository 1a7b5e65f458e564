// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "history/tree_changes.h"

namespace stanch {

using PathNumber = std::uint32_t;
// The root of a tree; and where no path is.
inline constexpr PathNumber kRootPath = 0;
inline constexpr PathNumber kNoPath = std::numeric_limits<PathNumber>::max();

// Paths as a folder's path and a name. One thread; borrows the names.
class PathTable {
 public:
  // At most so many paths are kept.
  static constexpr std::size_t kMost = std::size_t{1} << 23;

  explicit PathTable(const TreeChanges& names);

  // The path of a name in a folder. kNoPath where there is no room for another,
  // or it is deeper than git would follow (kDeepestFolder).
  PathNumber add(PathNumber folder, std::uint32_t name);
  // The names that a path is made of, from the root.
  std::vector<std::uint32_t> names(PathNumber path) const;
  // "a/b.c"
  std::string text(PathNumber path) const;
  std::size_t length(PathNumber path) const { return paths_[path].length; }

 private:
  struct Path {
    PathNumber folder = kNoPath;
    std::uint32_t name = 0;
    std::uint32_t length = 0;  // in bytes
    std::uint32_t depth = 0;
  };

  void grow();

  const TreeChanges& names_;
  std::vector<Path> paths_;
  std::vector<PathNumber> slots_;  // of a hash table; 0: free
};

}  // namespace stanch
