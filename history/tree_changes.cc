// SPDX-License-Identifier: Apache-2.0
//
// Each thread notes the changes of the trees that it reads, with names numbered
// by itself. Afterwards the notes are laid out in the order of the trees.
#include "history/tree_changes.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/parallel.h"
#include "git/tree_entry.h"
#include "history/tree_delta.h"
#include "odb/delta_walk.h"

namespace stanch {
namespace {

// Loose objects that a thread takes at once.
constexpr std::size_t kTreeBatch = 64;

// Offsets in a tree are of 32 bits. A tree of a million files has 40 MB.
constexpr std::size_t kLongestTree = std::size_t{1} << 30;

// The blobs that were asked for. Most entries of trees lead to others, which
// 16 bits of their id nearly always tell.
class WantedBlobs {
 public:
  explicit WantedBlobs(std::span<const ObjectId> blobs) {
    for (std::uint32_t i = 0; i < blobs.size(); ++i) {
      numbers_.emplace(blobs[i], i);
      begins_.set(begin(blobs[i].data()));
    }
  }

  // Its place among them, if it is one.
  std::optional<std::uint32_t> find(const std::uint8_t* id,
                                    HashKind kind) const {
    if (!begins_.test(begin(id))) return std::nullopt;
    auto found = numbers_.find(ObjectId(id, kind));
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
  }

 private:
  static std::size_t begin(const std::uint8_t* id) {
    return std::size_t{id[0]} << 8 | id[1];
  }

  std::bitset<65536> begins_;
  std::unordered_map<ObjectId, std::uint32_t> numbers_;
};

// What one thread notes.
class Notes {
 public:
  struct Tree {
    TreeNumber tree = kNoTree;
    std::uint32_t added = 0;    // so many of the changes
    std::uint32_t removed = 0;  // so many after them
    bool is_whole = false;
  };

  Notes(const TreeNumbers& numbers, const WantedBlobs& blobs, HashKind hash)
      : numbers_(numbers), blobs_(blobs), hash_(hash) {}

  // Notes a tree, by its base where it comes with one, and finds its entries.
  void take(TreeNumber tree, const WalkStep<TreeOffsets>& step,
            TreeOffsets& offsets) {
    Tree note{tree, 0, 0, step.base_state == nullptr};
    if (step.bytes.size() > kLongestTree) {
      split_tree({}, hash_, offsets, delta_);
      delta_.damaged = true;
    } else if (note.is_whole) {
      split_tree(step.bytes, hash_, offsets, delta_);
    } else {
      split_tree(*step.base_state, step.bytes, step.copies, hash_, offsets,
                 delta_);
    }
    const std::size_t before = changes.size();
    for (std::uint32_t entry : delta_.added) {
      add({step.bytes, offsets, entry, hash_}, true);
    }
    const std::size_t between = changes.size();
    for (std::uint32_t entry : delta_.removed) {
      add({step.base, *step.base_state, entry, hash_}, false);
    }
    note.added = static_cast<std::uint32_t>(between - before);
    note.removed = static_cast<std::uint32_t>(changes.size() - between);
    if (note.added != 0 && note.removed != 0) cancel(before, note);
    trees.push_back(note);
    if (delta_.damaged) {
      problems.push_back({hex(numbers_.id(tree)), "the tree is damaged"});
    }
  }

  NameTable names;
  std::vector<EntryChange> changes;
  std::vector<Tree> trees;
  std::unordered_set<ObjectId> missing;
  std::vector<StoreProblem> problems;

 private:
  void add(const SplitEntry& entry, bool is_new) {
    const std::uint32_t type = entry.mode & kTypeMask;
    if (type == kTypeTree) {
      const TreeNumber tree = numbers_.find(entry.id);
      if (tree != kNoTree) {
        changes.emplace_back(names.add(entry.name), tree, true);
      } else if (is_new) {
        missing.insert(ObjectId(entry.id, hash_));
      }
    } else if (type != kTypeSubmodule) {
      auto blob = blobs_.find(entry.id, hash_);
      if (blob) changes.emplace_back(names.add(entry.name), *blob, false);
    }
  }

  // Leaves out what is both added and removed: an entry that was parsed again,
  // or one whose mode alone changed.
  void cancel(std::size_t begin, Tree& note) {
    const auto first = changes.begin() + static_cast<long>(begin);
    const auto middle = first + note.added;
    std::ranges::sort(first, middle, {}, &EntryChange::key);
    std::ranges::sort(middle, changes.end(), {}, &EntryChange::key);
    added_.clear();
    removed_.clear();
    std::ranges::set_difference(first, middle, middle, changes.end(),
                                std::back_inserter(added_), {},
                                &EntryChange::key, &EntryChange::key);
    if (added_.size() == note.added) return;
    std::ranges::set_difference(middle, changes.end(), first, middle,
                                std::back_inserter(removed_), {},
                                &EntryChange::key, &EntryChange::key);
    changes.erase(first, changes.end());
    std::ranges::copy(added_, std::back_inserter(changes));
    std::ranges::copy(removed_, std::back_inserter(changes));
    note.added = static_cast<std::uint32_t>(added_.size());
    note.removed = static_cast<std::uint32_t>(removed_.size());
  }

  const TreeNumbers& numbers_;
  const WantedBlobs& blobs_;
  HashKind hash_;
  TreeDelta delta_;  // for its memory, as these
  std::vector<EntryChange> added_;
  std::vector<EntryChange> removed_;
};

// The loose objects that are trees. What cannot be read is named by whoever
// scans it.
std::vector<ObjectId> loose_trees(const ObjectStore& store, TaskPool& pool) {
  const auto loose = store.loose();
  std::vector<char> is_tree(loose.size());
  in_parallel(pool, loose.size(), kTreeBatch,
              [&](unsigned, std::size_t begin, std::size_t end) {
                ObjectReader reader(store, 0);
                for (std::size_t i = begin; i < end; ++i) {
                  auto info = reader.info(loose[i].id);
                  is_tree[i] = info && info->type == ObjectType::kTree;
                }
              });
  std::vector<ObjectId> out;
  for (std::size_t i = 0; i < loose.size(); ++i) {
    if (is_tree[i] != 0) out.push_back(loose[i].id);
  }
  return out;
}

}  // namespace

class TreeChangesBuilder : public WalkVisitor<TreeOffsets> {
 public:
  TreeChangesBuilder(const ObjectStore& store, TaskPool& pool,
                     MemoryBudget& budget, std::span<const ObjectId> blobs)
      : store_(store), pool_(pool), budget_(budget), blobs_(blobs) {}

  TreeChanges build(std::span<const DeltaForest> forests) {
    TreeChanges out(
        TreeNumbers(store_, forests, loose_trees(store_, pool_), pool_));
    trees_ = &out.trees_;
    for (unsigned i = 0; i < pool_.workers(); ++i) {
      notes_.emplace_back(out.trees_, blobs_, store_.layout().hash);
    }
    walk(forests);
    read_others(out);
    lay_out(out);
    add_problems(out);
    return out;
  }

  bool wants(ObjectType type) const override {
    return type == ObjectType::kTree;
  }
  TreeOffsets visit(unsigned worker,
                    const WalkStep<TreeOffsets>& step) override {
    TreeOffsets offsets;
    notes_[worker].take(trees_->at(step.pack, step.entry), step, offsets);
    return offsets;
  }
  // Whatever was not visited is read once more, and named then.
  void problem(unsigned /*worker*/, std::string /*message*/) override {}

 private:
  void walk(std::span<const DeltaForest> forests) {
    std::vector<std::unique_ptr<DeltaWalk<TreeOffsets>>> walks;
    for (std::uint32_t pack = 0; pack < forests.size(); ++pack) {
      walks.push_back(std::make_unique<DeltaWalk<TreeOffsets>>(
          store_, pack, forests[pack], *this, pool_, budget_));
    }
    pool_.run([&](unsigned worker) {
      for (auto& walk : walks) walk->run(worker);
    });
  }

  // Loose trees, and those that the walk could not read in their packs: they
  // may be intact elsewhere in the store.
  void read_others(const TreeChanges& out) {
    std::vector<bool> is_read(out.trees_.size());
    for (const Notes& notes : notes_) {
      for (const Notes::Tree& note : notes.trees) is_read[note.tree] = true;
    }
    std::vector<TreeNumber> others;
    for (TreeNumber tree = 0; tree < is_read.size(); ++tree) {
      if (!is_read[tree]) others.push_back(tree);
    }
    in_parallel(pool_, others.size(), kTreeBatch,
                [&](unsigned worker, std::size_t begin, std::size_t end) {
                  ObjectReader reader(store_);
                  TreeOffsets offsets;
                  for (std::size_t i = begin; i < end; ++i) {
                    read_other(notes_[worker], reader, others[i], offsets);
                  }
                });
  }

  void read_other(Notes& notes, ObjectReader& reader, TreeNumber tree,
                  TreeOffsets& offsets) const {
    const ObjectId id = trees_->id(tree);
    auto bytes = reader.read(id, ObjectType::kTree);
    if (bytes) {
      notes.take(tree, {.type = ObjectType::kTree, .bytes = *bytes}, offsets);
    } else {
      notes.problems.push_back({hex(id), bytes.error().message});
    }
  }

  void lay_out(TreeChanges& out) {
    for (const Notes& notes : notes_) {
      for (const Notes::Tree& note : notes.trees) {
        auto& ends = out.ends_[note.tree];
        ends.added = note.added;
        ends.removed = note.removed;
        ends.is_whole = note.is_whole;
      }
    }
    std::uint64_t end = 0;
    for (auto& ends : out.ends_) {
      ends.added = end += ends.added;
      end += ends.removed;
      ends.removed = end & (~std::uint64_t{0} >> 1);
    }
    out.changes_.resize(end, EntryChange(0, 0, false));
    const auto names = join_names(out);
    in_parallel(pool_, notes_.size(), 1,
                [&](unsigned, std::size_t begin, std::size_t) {
                  lay_out(out, notes_[begin], names[begin]);
                });
  }

  // Numbers the names of all threads anew, in their order. What each thread's
  // numbers become.
  std::vector<std::vector<std::uint32_t>> join_names(TreeChanges& out) {
    std::vector<std::string_view> all;
    for (const Notes& notes : notes_) {
      for (std::uint32_t i = 0; i < notes.names.size(); ++i) {
        all.push_back(notes.names[i]);
      }
    }
    std::ranges::sort(all);
    for (std::string_view name : all) out.names_.add(name);
    std::vector<std::vector<std::uint32_t>> numbers(notes_.size());
    for (std::size_t i = 0; i < notes_.size(); ++i) {
      for (std::uint32_t k = 0; k < notes_[i].names.size(); ++k) {
        numbers[i].push_back(out.names_.add(notes_[i].names[k]));
      }
    }
    return numbers;
  }

  static void lay_out(TreeChanges& out, const Notes& notes,
                      const std::vector<std::uint32_t>& names) {
    auto change = notes.changes.begin();
    for (const Notes::Tree& note : notes.trees) {
      auto to = out.changes_.begin() + static_cast<long>(out.begin(note.tree));
      for (std::uint32_t k = 0; k < note.added + note.removed; ++k) {
        *to++ = EntryChange(names[change->name()], change->target(),
                            change->is_tree());
        ++change;
      }
    }
  }

  void add_problems(TreeChanges& out) {
    auto& problems = out.problems_;
    for (Notes& notes : notes_) {
      std::ranges::move(notes.problems, std::back_inserter(problems));
      if (store_.layout().partial) continue;
      for (const ObjectId& id : notes.missing) {
        problems.push_back({hex(id), "the tree is missing"});
      }
    }
    std::ranges::sort(problems, [](const auto& a, const auto& b) {
      return a.path != b.path ? a.path < b.path : a.reason < b.reason;
    });
    auto twice = std::ranges::unique(problems, {}, &StoreProblem::path);
    problems.erase(twice.begin(), twice.end());
  }

  const ObjectStore& store_;
  TaskPool& pool_;
  MemoryBudget& budget_;
  const WantedBlobs blobs_;
  const TreeNumbers* trees_ = nullptr;
  std::vector<Notes> notes_;  // by worker
};

TreeChanges TreeChanges::read(const ObjectStore& store,
                              std::span<const DeltaForest> forests,
                              std::span<const ObjectId> blobs, TaskPool& pool,
                              MemoryBudget& budget) {
  return TreeChangesBuilder(store, pool, budget, blobs).build(forests);
}

}  // namespace stanch
