// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "odb/object_store.h"

namespace stanch {

// The entries of one pack as the trees that their deltas make. Built from the
// entry heads alone; nothing is inflated. About 24 bytes an entry.
class DeltaForest {
 public:
  // Entries whose head cannot be read, and those that hang on them or form a
  // cycle, are in no tree; each is a problem: {object id in hex, reason}.
  DeltaForest(const ObjectStore& store, std::uint32_t pack);

  // Whole objects, and deltas whose base is not in this pack
  // (`has_outer_base`), in the order of their offsets.
  std::span<const std::uint32_t> roots() const;
  bool has_outer_base(std::uint32_t entry) const;

  // The deltas on this entry; the one with the largest tree below it last.
  std::span<const std::uint32_t> children(std::uint32_t entry) const;
  // Entries in the tree below and with this one.
  std::uint32_t weight(std::uint32_t entry) const;
  // What the object is, through its chain. Unknown where the base is outside.
  ObjectType type(std::uint32_t entry) const;

  std::span<const StoreProblem> problems() const;

 private:
  std::vector<std::uint32_t> roots_;
  std::vector<std::uint32_t> outer_;        // sorted
  std::vector<std::uint32_t> first_child_;  // entries + 1, into children_
  std::vector<std::uint32_t> children_;
  std::vector<std::uint32_t> weights_;
  std::vector<ObjectType> types_;
  std::vector<StoreProblem> problems_;
};

}  // namespace stanch
