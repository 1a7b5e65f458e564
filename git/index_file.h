// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "git/tree_entry.h"
#include "odb/object_id.h"

namespace stanch {

struct IndexEntry {
  // From the root; ends with '/' where a sparse index holds a whole folder.
  std::string_view path;
  const std::uint8_t* id = nullptr;  // 20 bytes
  std::uint32_t mode = 0;
  std::uint8_t stage = 0;      // 0: merged; 1 base, 2 ours, 3 theirs
  bool intent_to_add = false;  // `git add -N`: not staged yet

  ObjectId object() const { return ObjectId(id); }
};

// What the index remembers of the tree objects that its folders would become.
struct CachedTree {
  std::string_view name;
  // Index entries below this folder; -1: changed since, `id` says nothing.
  std::int64_t entries = -1;
  ObjectId id = {};
  std::vector<CachedTree> children;

  const CachedTree* child(std::string_view child_name) const;
};

// The index as git writes it (gitformat-index(5), versions 2 to 4, SHA-1).
// Owns the bytes of the file; its entries point into them. Immutable.
class IndexFile {
 public:
  // A missing file is an empty index. kUnreadable where the file is damaged or
  // uses a form that is not read (a split index). As in git, the file's own
  // hash is not computed.
  static Result<IndexFile> read(const std::string& path);

  const std::vector<IndexEntry>& entries() const { return entries_; }
  const CachedTree& cached_tree() const { return cached_tree_; }

 private:
  friend class IndexParser;
  std::unique_ptr<char[]> bytes_;
  std::vector<IndexEntry> entries_;
  CachedTree cached_tree_;
  // The paths of a version 4 index, which the file holds only as differences.
  std::unique_ptr<std::pmr::monotonic_buffer_resource> paths_;
};

}  // namespace stanch
