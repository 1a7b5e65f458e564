// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/task_pool.h"
#include "odb/object_store.h"

namespace stanch {

// The entries of one pack as the trees that their deltas make. Built from the
// entry heads alone, in linear time; nothing is inflated. About 17 bytes an
// entry. The pack's memory is given back while it is read (Pack::forget).
class DeltaForest {
 public:
  // Entries whose head cannot be read, those whose base is nowhere, and those
  // that hang on them or form a cycle are in no tree; each is a problem:
  // {object id in hex, reason}. Where `pool` is stopped, what was not read yet
  // is in no tree and no problem.
  DeltaForest(const ObjectStore& store, std::uint32_t pack, TaskPool& pool);
  // On the calling thread alone.
  DeltaForest(const ObjectStore& store, std::uint32_t pack);

  // Whole objects, and deltas whose base is no entry of this pack
  // (`has_outer_base`; ObjectReader reads them), in the order of their offsets.
  std::span<const std::uint32_t> roots() const { return roots_; }
  bool has_outer_base(std::uint32_t entry) const;

  // The deltas on this entry; the one with the largest tree below it last.
  std::span<const std::uint32_t> children(std::uint32_t entry) const;
  // Entries in the tree below and with this one; 0: it is in no tree.
  std::uint32_t weight(std::uint32_t entry) const { return weights_[entry]; }
  // What the object is, through its chain.
  ObjectType type(std::uint32_t entry) const { return types_[entry]; }

  std::span<const StoreProblem> problems() const { return problems_; }

 private:
  class Builder;

  std::vector<std::uint32_t> roots_;
  std::vector<std::uint32_t> outer_;        // sorted
  std::vector<std::uint32_t> first_child_;  // entries + 1, into children_
  std::vector<std::uint32_t> children_;
  std::vector<std::uint32_t> weights_;
  std::vector<ObjectType> types_;
  std::vector<StoreProblem> problems_;
};

}  // namespace stanch
