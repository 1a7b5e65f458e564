// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/result.h"
#include "odb/object_store.h"

namespace stanch {

// The part of a history that was walked so far: commits as numbers, read when
// they are asked for. About 80 bytes a commit. One thread.
class CommitGraph {
 public:
  using Node = std::uint32_t;

  // Borrows both. `shallow`: commits that count as having no parents.
  CommitGraph(ObjectReader& reader, std::span<const ObjectId> shallow);

  // The commit's number, read now if it was not yet. kUnreadable: it is
  // missing, damaged, or no commit.
  Result<Node> load(const ObjectId& id);
  Result<void> load(Node node);

  const ObjectId& id(Node node) const { return entries_[node].id; }
  // Of loaded ones only. Parents are known by number but maybe not loaded.
  std::int64_t time(Node node) const { return entries_[node].time; }
  std::span<const Node> parents(Node node) const {
    const Entry& entry = entries_[node];
    return std::span(parents_).subspan(entry.first_parent, entry.parents);
  }
  bool is_cut_off(Node node) const { return entries_[node].cut_off; }
  bool is_loaded(Node node) const { return entries_[node].loaded; }

  // Marks that a walk makes: one number a commit, 0 at first.
  std::uint8_t& flags(Node node) { return entries_[node].flags; }
  Node size() const { return static_cast<Node>(entries_.size()); }

 private:
  struct Entry {
    ObjectId id;
    bool loaded = false;
    bool cut_off = false;
    std::uint8_t flags = 0;
    std::uint32_t parents = 0;
    std::size_t first_parent = 0;
    std::int64_t time = 0;
  };

  Node intern(const ObjectId& id);
  void grow();

  ObjectReader& reader_;
  std::vector<ObjectId> shallow_;  // sorted
  std::vector<Entry> entries_;
  std::vector<Node> parents_;
  std::vector<Node> slots_;  // open addressing; a power of two, kNone: free
};

}  // namespace stanch
