// SPDX-License-Identifier: Apache-2.0
//
// Upwards in rounds: the trees that hold a blob, then those that hold one of
// these, and so on. A tree holds what its base holds, less what it takes away,
// and what it adds; the deltas of a tree are numbered right after it. So from
// where an entry is added, trees are visited in the order of their numbers, and
// a count is carried along that says how many entries of the last round's
// targets a tree has:
//
//   number   0     1     2     3     4     5
//   base     -     0     1     1     0     0
//   change        +x          -x          +x
//   count    0     1     1     0     0     1      1, 2 and 5 hold x
//
// Where the count falls to nothing, the deltas below are passed over. A round
// costs what it finds, not the number of trees, so deeply nested trees are no
// danger.
#include "history/flagged_trees.h"

#include <algorithm>

namespace stanch {
namespace {

class FlaggedTrees {
 public:
  explicit FlaggedTrees(const TreeChanges& changes)
      : changes_(changes),
        flagged_(changes.trees().size()),
        counts_(changes.trees().size()),
        rounds_(changes.trees().size()),
        found_in_(changes.trees().size()) {
    index();
  }

  std::vector<bool> find() {
    const TreeNumber size = changes_.trees().size();
    std::vector<TreeNumber> starts;
    for (TreeNumber tree = 0; tree < size; ++tree) {
      if (std::ranges::any_of(changes_.added(tree), is_blob)) {
        starts.push_back(tree);
      }
    }
    while (!starts.empty()) {
      ++round_;
      found_.clear();
      follow(starts);
      starts.clear();
      for (TreeNumber tree : found_) {
        for (std::uint32_t k = first_holder_[tree]; k < first_holder_[tree + 1];
             ++k) {
          starts.push_back(holders_[k]);
        }
      }
      std::ranges::sort(starts);
      auto twice = std::ranges::unique(starts);
      starts.erase(twice.begin(), twice.end());
    }
    return std::move(flagged_);
  }

 private:
  static bool is_blob(const EntryChange& change) { return !change.is_tree(); }

  // For each tree, which trees add it.
  void index() {
    const TreeNumber size = changes_.trees().size();
    first_holder_.assign(std::size_t{size} + 1, 0);
    each_added_tree(
        [&](TreeNumber, TreeNumber target) { ++first_holder_[target + 1]; });
    for (TreeNumber i = 0; i < size; ++i) {
      first_holder_[i + 1] += first_holder_[i];
    }
    holders_.resize(first_holder_.back());
    std::vector<std::uint32_t> next(first_holder_.begin(),
                                    first_holder_.end() - 1);
    each_added_tree([&](TreeNumber tree, TreeNumber target) {
      holders_[next[target]++] = tree;
    });
  }

  template <typename Take>
  void each_added_tree(Take&& take) const {
    for (TreeNumber tree = 0; tree < changes_.trees().size(); ++tree) {
      for (const EntryChange& change : changes_.added(tree)) {
        if (change.is_tree()) take(tree, change.target());
      }
    }
  }

  // `starts` are the trees that add one of the last round's targets, ascending.
  void follow(const std::vector<TreeNumber>& starts) {
    for (TreeNumber start : starts) {
      if (rounds_[start] == round_) continue;
      const TreeNumber end = changes_.trees().end(start);
      for (TreeNumber tree = start; tree < end;) {
        tree = count(tree) > 0 ? tree + 1 : changes_.trees().end(tree);
      }
    }
  }

  // How many entries lead to the last round's targets.
  std::uint32_t count(TreeNumber tree) {
    const TreeNumber base = changes_.base(tree);
    std::int64_t sum = 0;
    if (base != kNoTree && rounds_[base] == round_) sum = counts_[base];
    for (const EntryChange& change : changes_.added(tree)) {
      sum += is_target(change) ? 1 : 0;
    }
    for (const EntryChange& change : changes_.removed(tree)) {
      sum -= is_target(change) ? 1 : 0;
    }
    counts_[tree] = static_cast<std::uint32_t>(std::max<std::int64_t>(sum, 0));
    rounds_[tree] = round_;
    if (sum > 0 && !flagged_[tree]) {
      flagged_[tree] = true;
      found_.push_back(tree);
      found_in_[tree] = round_;
    }
    return counts_[tree];
  }

  // The targets of the first round are blobs, of others, the trees found in the
  // one before.
  bool is_target(const EntryChange& change) const {
    if (round_ == 1) return !change.is_tree();
    return change.is_tree() && found_in_[change.target()] == round_ - 1;
  }

  const TreeChanges& changes_;
  std::vector<std::uint32_t> first_holder_;  // size + 1, into holders_
  std::vector<TreeNumber> holders_;
  std::vector<bool> flagged_;
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint32_t> rounds_;  // in which counts_ was set
  std::vector<std::uint32_t> found_in_;
  std::vector<TreeNumber> found_;  // in this round
  std::uint32_t round_ = 0;
};

}  // namespace

std::vector<bool> find_flagged_trees(const TreeChanges& changes) {
  return FlaggedTrees(changes).find();
}

}  // namespace stanch
