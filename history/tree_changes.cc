// SPDX-License-Identifier: Apache-2.0
//
// Each thread notes the changes of the trees that it reads, with names numbered
// by itself. Afterwards the notes are laid out in the order of the trees.
#include "history/tree_changes.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "git/tree_entry.h"
#include "history/threads.h"
#include "history/tree_walk.h"

namespace stanch {
namespace {

// The blobs that were asked for. Most entries of trees lead to others, which
// 16 bits of their id nearly always tell.
class WantedBlobs {
 public:
  explicit WantedBlobs(std::span<const ObjectId> blobs) {
    for (std::uint32_t i = 0; i < blobs.size(); ++i) {
      numbers_.emplace(blobs[i], i);
      begins_.set(begin(blobs[i]));
    }
  }

  // Its place among them, if it is one.
  std::optional<std::uint32_t> find(const ObjectId& id) const {
    if (!begins_.test(begin(id))) return std::nullopt;
    auto found = numbers_.find(id);
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
  }

 private:
  static std::size_t begin(const ObjectId& id) {
    return std::size_t{id.data()[0]} << 8 | id.data()[1];
  }

  std::bitset<65536> begins_;
  std::unordered_map<ObjectId, std::uint32_t> numbers_;
};

// What one thread notes.
class Notes : public TreeVisitor {
 public:
  struct Tree {
    TreeNumber tree = kNoTree;
    std::uint32_t added = 0;    // so many of the changes
    std::uint32_t removed = 0;  // so many after them
    bool is_whole = false;
  };

  Notes(const TreeNumbers& trees, const WantedBlobs& blobs, HashKind hash)
      : trees_(trees), blobs_(blobs), hash_(hash) {}

  void visit(const Visit& visit) override {
    Tree note{visit.tree, 0, 0, visit.base_offsets == nullptr};
    const std::size_t before = changes.size();
    for (std::uint32_t entry : visit.delta.added) {
      add(tree_entry(visit.bytes, visit.offsets, entry), true);
    }
    const std::size_t between = changes.size();
    for (std::uint32_t entry : visit.delta.removed) {
      add(tree_entry(visit.base_bytes, *visit.base_offsets, entry), false);
    }
    note.added = static_cast<std::uint32_t>(between - before);
    note.removed = static_cast<std::uint32_t>(changes.size() - between);
    if (note.added != 0 && note.removed != 0) cancel(before, note);
    trees.push_back(note);
    if (visit.delta.damaged) {
      problems.push_back({hex(trees_.id(visit.tree)), "the tree is damaged"});
    }
  }

  void unreadable(TreeNumber tree, std::string reason) override {
    trees.push_back({tree, 0, 0, true});
    problems.push_back({hex(trees_.id(tree)), std::move(reason)});
  }

  NameTable names;
  std::vector<TreeChange> changes;
  std::vector<Tree> trees;
  std::unordered_set<ObjectId> missing;
  std::vector<StoreProblem> problems;

 private:
  void add(std::string_view bytes, bool is_new) {
    TreeEntry entry;
    if (!take_entry(bytes, hash_, entry)) return;
    if (entry.is_folder()) {
      const TreeNumber tree = trees_.find(entry.id);
      if (tree != kNoTree) {
        changes.emplace_back(names.add(entry.name), tree, true);
      } else if (is_new) {
        missing.insert(entry.id);
      }
    } else if (entry.is_file()) {
      auto blob = blobs_.find(entry.id);
      if (blob) changes.emplace_back(names.add(entry.name), *blob, false);
    }
  }

  // Leaves out what is both added and removed: an entry that was parsed again,
  // or one whose mode alone changed.
  void cancel(std::size_t begin, Tree& note) {
    const auto first = changes.begin() + static_cast<long>(begin);
    const auto middle = first + note.added;
    std::ranges::sort(first, middle, {}, &TreeChange::key);
    std::ranges::sort(middle, changes.end(), {}, &TreeChange::key);
    auto by_key = [](const TreeChange& a, const TreeChange& b) {
      return a.key() < b.key();
    };
    added_.clear();
    removed_.clear();
    std::set_difference(first, middle, middle, changes.end(),
                        std::back_inserter(added_), by_key);
    if (added_.size() == note.added) return;
    std::set_difference(middle, changes.end(), first, middle,
                        std::back_inserter(removed_), by_key);
    changes.erase(first, changes.end());
    std::ranges::copy(added_, std::back_inserter(changes));
    std::ranges::copy(removed_, std::back_inserter(changes));
    note.added = static_cast<std::uint32_t>(added_.size());
    note.removed = static_cast<std::uint32_t>(removed_.size());
  }

  const TreeNumbers& trees_;
  const WantedBlobs& blobs_;
  HashKind hash_;
  std::vector<TreeChange> added_;  // for their memory
  std::vector<TreeChange> removed_;
};

}  // namespace

class TreeChangesBuilder {
 public:
  TreeChangesBuilder(const ObjectStore& store, const Survey& survey)
      : store_(store), out_(store, survey) {}

  TreeChanges build(std::span<const ObjectId> blobs, unsigned threads) {
    const WantedBlobs wanted(blobs);
    std::vector<std::unique_ptr<Notes>> notes;
    for (unsigned i = 0; i < threads; ++i) {
      notes.push_back(
          std::make_unique<Notes>(out_.trees_, wanted, store_.layout().hash));
    }
    TreeWalk walk(store_, out_.trees_, threads);
    on_threads(threads, [&](unsigned i) { walk.run(*notes[i]); });
    lay_out(notes, threads);
    add_problems(notes);
    return std::move(out_);
  }

 private:
  void lay_out(std::vector<std::unique_ptr<Notes>>& notes, unsigned threads) {
    for (const auto& note : notes) {
      for (const Notes::Tree& tree : note->trees) {
        auto& ends = out_.ends_[tree.tree];
        ends.added = tree.added;
        ends.removed = tree.removed;
        ends.is_whole = tree.is_whole;
      }
    }
    std::uint64_t end = 0;
    for (auto& ends : out_.ends_) {
      ends.added = end += ends.added;
      ends.removed = end += ends.removed;
    }
    out_.changes_.resize(end, TreeChange(0, 0, false));
    std::vector<std::vector<std::uint32_t>> names(notes.size());
    for (std::size_t i = 0; i < notes.size(); ++i) {
      for (std::uint32_t k = 0; k < notes[i]->names.size(); ++k) {
        names[i].push_back(out_.names_.add(notes[i]->names[k]));
      }
    }
    on_threads(threads, [&](unsigned i) {
      auto change = notes[i]->changes.begin();
      for (const Notes::Tree& tree : notes[i]->trees) {
        auto to =
            out_.changes_.begin() + static_cast<long>(out_.begin(tree.tree));
        const std::uint32_t count = tree.added + tree.removed;
        for (std::uint32_t k = 0; k < count; ++k, ++change, ++to) {
          *to = TreeChange(names[i][change->name()], change->target(),
                           change->is_tree());
        }
      }
    });
  }

  void add_problems(std::vector<std::unique_ptr<Notes>>& notes) {
    auto& problems = out_.problems_;
    for (const auto& note : notes) {
      std::ranges::move(note->problems, std::back_inserter(problems));
      if (store_.layout().partial) continue;
      for (const ObjectId& id : note->missing) {
        problems.push_back({hex(id), "the tree is missing"});
      }
    }
    auto order = [](const StoreProblem& a, const StoreProblem& b) {
      return a.path != b.path ? a.path < b.path : a.reason < b.reason;
    };
    std::ranges::sort(problems, order);
    auto twice = std::ranges::unique(problems, {}, &StoreProblem::path);
    problems.erase(twice.begin(), twice.end());
  }

  const ObjectStore& store_;
  TreeChanges out_;
};

TreeChanges TreeChanges::read(const ObjectStore& store, const Survey& survey,
                              std::span<const ObjectId> blobs,
                              unsigned threads) {
  return TreeChangesBuilder(store, survey).build(blobs, threads);
}

}  // namespace stanch
