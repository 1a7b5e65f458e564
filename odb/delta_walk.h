// SPDX-License-Identifier: Apache-2.0
//
// The walk over the delta trees of a pack: each entry is inflated once and
// applied to its base's bytes.
//
// On an object with several deltas the one with the largest tree below it comes
// last, and the object's own bytes are given back before that tree is entered.
// So the objects held at one time are those above lighter trees only: at most
// log2(entries) for each thread, however long the chains are. Where even these
// outgrow the budget, an object is given back before a lighter tree as well and
// made again from its chain afterwards.
//
// Work is split wherever a thread has nothing to do: first between the roots,
// then below them, by handing an object with a tree below it to another thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/copy.h"
#include "core/task_pool.h"
#include "odb/delta_forest.h"
#include "odb/entry_loader.h"

namespace stanch {

// One object, as the walk comes to it. Everything is borrowed for the call.
template <class State>
struct WalkStep {
  std::uint32_t pack = 0;
  std::uint32_t entry = 0;
  ObjectType type = ObjectType::kBlob;
  std::string_view bytes;
  // Its base, what the visitor made of it, and what was copied from it. Null
  // where there is none, or it is in another pack.
  const State* base_state = nullptr;
  std::string_view base;
  std::span<const Copy> copies;
};

// The state of a visitor that remembers nothing of an object.
struct Nothing {};

// What is done with the objects. Called from the pool's workers at once.
template <class State>
class WalkVisitor {
 public:
  virtual ~WalkVisitor() = default;
  // Which types are walked. The others' trees are not even inflated.
  virtual bool wants(ObjectType type) const = 0;
  // Whether this object or one below it is to be visited. What is above one
  // that is must be needed too.
  virtual bool needs(std::uint32_t /*pack*/, std::uint32_t /*entry*/) const {
    return true;
  }
  // What to remember of the object until all its deltas are done.
  virtual State visit(unsigned worker, const WalkStep<State>& step) = 0;
  // An object that could not be read; the message names it.
  virtual void problem(unsigned worker, std::string message) = 0;
};

template <class State>
class DeltaWalk {
 public:
  // Borrows all. One walk for each pack.
  DeltaWalk(const ObjectStore& store, std::uint32_t pack,
            const DeltaForest& forest, WalkVisitor<State>& visitor,
            TaskPool& pool, MemoryBudget& budget)
      : store_(store),
        pack_(pack),
        forest_(forest),
        visitor_(visitor),
        pool_(pool),
        budget_(budget),
        loaders_(pool.workers()) {}

  // Walks it all; some of it may be left to tasks that this spawns.
  void run(unsigned worker) { walk_roots(worker, 0, forest_.roots().size()); }

 private:
  struct Node {
    std::uint32_t entry = 0;
    Buffer bytes;
    State state;
  };

  EntryLoader& loader(unsigned worker) {
    auto& loader = loaders_[worker];
    if (!loader) {
      loader = std::make_unique<EntryLoader>(store_, pack_, budget_);
    }
    return *loader;
  }

  void walk_roots(unsigned worker, std::size_t first, std::size_t last) {
    for (; first < last && !pool_.stopped(); ++first) {
      if (last - first > 1 && pool_.is_hungry()) {
        std::size_t middle = first + (last - first) / 2;
        pool_.spawn(worker, [this, middle, last](unsigned on) {
          walk_roots(on, middle, last);
        });
        last = middle;
      }
      walk_root(worker, forest_.roots()[first]);
    }
  }

  void walk_root(unsigned worker, std::uint32_t entry) {
    if (!visitor_.wants(forest_.type(entry)) || !visitor_.needs(pack_, entry)) {
      return;
    }
    EntryLoader& entries = loader(worker);
    auto bytes = forest_.has_outer_base(entry) ? entries.load_outer(entry)
                                               : entries.load_whole(entry);
    if (!bytes) return give_up(worker, entry, std::move(bytes.error()));
    Node node{entry, std::move(*bytes), {}};
    node.state = visitor_.visit(worker, {.pack = pack_,
                                         .entry = entry,
                                         .type = forest_.type(entry),
                                         .bytes = node.bytes.view()});
    descend(worker, std::move(node));
  }

  // All below the node.
  void descend(unsigned worker, Node node) {
    EntryLoader& entries = loader(worker);
    while (!pool_.stopped()) {
      auto children = forest_.children(node.entry);
      if (children.empty()) break;
      for (std::uint32_t child : children.first(children.size() - 1)) {
        if (!walk_light(worker, node, child)) return;
      }
      Node next;
      if (!step(worker, node, children.back(), next)) break;
      entries.give_back(std::exchange(node, std::move(next)).bytes);
    }
    entries.give_back(std::move(node.bytes));
  }

  // A child that is not the last; afterwards the node is as it was. False where
  // it could not be made again.
  bool walk_light(unsigned worker, Node& node, std::uint32_t child) {
    Node next;
    if (!step(worker, node, child, next)) return true;
    if (forest_.weight(child) == 1) {
      loader(worker).give_back(std::move(next.bytes));
      return true;
    }
    if (pool_.is_hungry()) {
      pool_.spawn(worker, [this, moved = std::move(next)](unsigned on) mutable {
        descend(on, std::move(moved));
      });
      return true;
    }
    bool spill = budget_.is_spent();
    if (spill) node.bytes.release();
    descend(worker, std::move(next));
    if (!spill) return true;
    auto again = loader(worker).load(node.entry);
    if (!again) {
      visitor_.problem(worker, std::move(again.error().message));
      return false;
    }
    node.bytes = std::move(*again);
    return true;
  }

  // Makes the child of a node and visits it. False where it need not or cannot
  // be.
  bool step(unsigned worker, const Node& node, std::uint32_t child, Node& out) {
    if (!visitor_.needs(pack_, child)) return false;
    EntryLoader& entries = loader(worker);
    auto bytes = entries.load_on(child, node.bytes.view());
    if (!bytes) {
      give_up(worker, child, std::move(bytes.error()));
      return false;
    }
    out.entry = child;
    out.bytes = std::move(*bytes);
    out.state = visitor_.visit(worker, {.pack = pack_,
                                        .entry = child,
                                        .type = forest_.type(child),
                                        .bytes = out.bytes.view(),
                                        .base_state = &node.state,
                                        .base = node.bytes.view(),
                                        .copies = entries.delta().copies});
    return true;
  }

  // Names an object that could not be read and all that hang on it.
  void give_up(unsigned worker, std::uint32_t entry, Error error) {
    const Pack& pack = store_.packs()[pack_];
    visitor_.problem(worker, std::move(error.message));
    std::vector<std::uint32_t> below(forest_.children(entry).begin(),
                                     forest_.children(entry).end());
    while (!below.empty()) {
      std::uint32_t lost = below.back();
      below.pop_back();
      visitor_.problem(worker, "object " + hex(pack.id(lost)) +
                                   ": it is a delta on " + hex(pack.id(entry)) +
                                   ", which cannot be read");
      auto more = forest_.children(lost);
      below.insert(below.end(), more.begin(), more.end());
    }
  }

  const ObjectStore& store_;
  std::uint32_t pack_;
  const DeltaForest& forest_;
  WalkVisitor<State>& visitor_;
  TaskPool& pool_;
  MemoryBudget& budget_;
  std::vector<std::unique_ptr<EntryLoader>> loaders_;
};

}  // namespace stanch
