// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/copy.h"
#include "odb/object_id.h"

namespace stanch {

// Where the entries of a tree object begin, and where the last one ends: the
// entries are one less. A damaged tree has those before the damage. Move-only,
// and grows without setting memory to zero, as most of them are copied.
class TreeOffsets {
 public:
  std::size_t size() const { return size_; }
  const std::uint32_t* begin() const { return offsets_.get(); }
  const std::uint32_t* end() const { return offsets_.get() + size_; }
  std::uint32_t operator[](std::size_t i) const { return offsets_[i]; }

  void clear() { size_ = 0; }
  void reserve(std::size_t capacity);
  void add(std::uint32_t offset) { *add_room(1) = offset; }
  // Room for `count` more, to be filled.
  std::uint32_t* add_room(std::size_t count) {
    if (capacity_ - size_ < count) reserve(2 * (size_ + count));
    size_ += count;
    return offsets_.get() + (size_ - count);
  }

 private:
  std::unique_ptr<std::uint32_t[]> offsets_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// What a tree does not share with the one it was made from: entries by their
// place in the offsets of each. An entry that stands in both may be in both.
struct TreeDelta {
  std::vector<std::uint32_t> added;    // of the newer tree, ascending
  std::vector<std::uint32_t> removed;  // of the base, ascending
  bool damaged = false;                // the newer tree
};

// Finds the entries of a whole tree, shorter than 4 GiB: all are added. What
// `offsets` and `delta` held is gone, and their memory reused.
void split_tree(std::string_view tree, HashKind kind, TreeOffsets& offsets,
                TreeDelta& delta);

// The same, where a tree repeats stretches of its base, which are not parsed
// again. `copies` in the order of the newer tree, as a Delta has them.
void split_tree(const TreeOffsets& base_offsets, std::string_view tree,
                std::span<const Copy> copies, HashKind kind,
                TreeOffsets& offsets, TreeDelta& delta);

// An entry found by split_tree(), taken apart. A view.
struct SplitEntry {
  SplitEntry(std::string_view tree, const TreeOffsets& offsets,
             std::uint32_t entry, HashKind kind);

  std::uint32_t mode = 0;
  std::string_view name;
  const std::uint8_t* id = nullptr;
};

}  // namespace stanch
