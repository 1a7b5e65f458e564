// SPDX-License-Identifier: Apache-2.0
//
// A tree's content is its base's, with what the tree adds and takes away: a few
// entries. For that the contents of the base and of the added trees must be
// known, so trees are visited depth first, those first that they wait for.
//
// Holding is free of circles and so are deltas, but both together are not: a
// tree may hold a delta of itself. A tree that would wait for itself is told
// without its base instead, from all its entries, gathered along the chain of
// deltas; and the trees that it then waits for are told so too, as only
// holding is left then, which has no circles.
#include "history/tree_contents.h"

#include <algorithm>
#include <map>

namespace stanch {

class ContentBuilder {
 public:
  ContentBuilder(const TreeChanges& changes, const std::vector<bool>& flagged,
                 TreeContents& out)
      : changes_(changes),
        flagged_(flagged),
        out_(out),
        states_(changes.trees().size(), State::kUnknown) {}

  void build() {
    out_.contents_.assign(states_.size(), kNoContent);
    for (TreeNumber tree = 0; tree < states_.size(); ++tree) {
      if (!is_waiting(tree)) continue;
      stack_.push_back(tree);
      while (!stack_.empty()) step(stack_.back());
      if (out_.maps_.is_full() && out_.problems_.empty()) {
        out_.problems_.push_back(
            {hex(changes_.trees().id(tree)),
             "from here on there are too many trees to follow them all"});
      }
    }
  }

 private:
  enum class State : std::uint8_t {
    kUnknown,
    kByBase,     // on the stack, waiting for others
    kToEntries,  // on the stack, to be told without its base
    kByEntries,  // the same, waiting for others
    kDone,
  };

  // Whether it holds anything and that is not known yet.
  bool is_waiting(TreeNumber tree) const {
    return flagged_[tree] && states_[tree] != State::kDone;
  }

  void step(TreeNumber tree) {
    State& state = states_[tree];
    if (state == State::kUnknown) state = State::kByBase;
    if (state == State::kDone) {
      stack_.pop_back();
    } else if (state != State::kByBase || !step_by_base(tree)) {
      state = State::kByEntries;
      step_by_entries(tree);
    }
  }

  // False where the tree waits for one that waits for it.
  bool step_by_base(TreeNumber tree) {
    const TreeNumber base = changes_.base(tree);
    const std::size_t before = stack_.size();
    bool is_free = true;
    auto wait_for = [&](TreeNumber other) {
      if (!is_waiting(other)) return;
      if (states_[other] == State::kUnknown) {
        stack_.push_back(other);
      } else {
        is_free = false;
      }
    };
    if (base != kNoTree) wait_for(base);
    for (const EntryChange& change : changes_.added(tree)) {
      if (change.is_tree()) wait_for(change.target());
    }
    if (!is_free) {
      stack_.resize(before);
      return false;
    }
    if (stack_.size() == before) {
      apply(tree, base == kNoTree ? kNoContent : out_.contents_[base]);
      states_[tree] = State::kDone;
      stack_.pop_back();
    }
    return true;
  }

  // The changes of a tree, on the content of its base.
  void apply(TreeNumber tree, Content content) {
    gone_.clear();
    come_.clear();
    for (const EntryChange& change : changes_.removed(tree)) {
      add_key(change, gone_);
    }
    for (const EntryChange& change : changes_.added(tree)) {
      add_key(change, come_);
    }
    // Most often a tree was replaced by one of the same content.
    for (std::uint64_t& key : gone_) {
      auto same = std::ranges::find(come_, key);
      if (same == come_.end()) {
        content = out_.maps_.add(content, key, -1);
      } else {
        come_.erase(same);
      }
    }
    for (std::uint64_t key : come_) content = out_.maps_.add(content, key, 1);
    out_.contents_[tree] = content;
  }

  void add_key(const EntryChange& change, std::vector<std::uint64_t>& keys) {
    if (!change.is_tree()) {
      keys.push_back(change.key());
      return;
    }
    const Content content = out_.contents_[change.target()];
    if (content == kNoContent) return;
    keys.push_back(ContentEntry::key(change.name(), true, content));
  }

  void step_by_entries(TreeNumber tree) {
    std::map<std::uint64_t, std::int64_t> entries;
    for (TreeNumber at = tree; at != kNoTree; at = changes_.base(at)) {
      for (const EntryChange& change : changes_.added(at)) {
        ++entries[change.key()];
      }
      for (const EntryChange& change : changes_.removed(at)) {
        --entries[change.key()];
      }
    }
    const std::size_t before = stack_.size();
    Content content = kNoContent;
    for (const auto& [key, count] : entries) {
      ContentEntry entry(key);
      if (count <= 0) continue;
      if (entry.is_tree && is_waiting(entry.target)) {
        wait_by_entries(tree, entry.target);
      }
      if (stack_.size() != before) continue;
      if (!entry.is_tree) {
        content = out_.maps_.add(content, key, count);
      } else if (Content held = out_.contents_[entry.target];
                 held != kNoContent) {
        content = out_.maps_.add(
            content, ContentEntry::key(entry.name, true, held), count);
      }
    }
    if (stack_.size() != before) return;
    out_.contents_[tree] = content;
    states_[tree] = State::kDone;
    stack_.pop_back();
  }

  void wait_by_entries(TreeNumber tree, TreeNumber other) {
    if (states_[other] == State::kByEntries) {
      out_.problems_.push_back(
          {hex(changes_.trees().id(tree)), "the tree holds itself"});
      return;
    }
    states_[other] = State::kToEntries;
    stack_.push_back(other);
  }

  const TreeChanges& changes_;
  const std::vector<bool>& flagged_;
  TreeContents& out_;
  std::vector<State> states_;
  std::vector<TreeNumber> stack_;
  std::vector<std::uint64_t> gone_;  // for their memory
  std::vector<std::uint64_t> come_;
};

TreeContents::TreeContents(const TreeChanges& changes,
                           const std::vector<bool>& flagged) {
  ContentBuilder(changes, flagged, *this).build();
}

}  // namespace stanch
