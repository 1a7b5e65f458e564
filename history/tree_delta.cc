// SPDX-License-Identifier: Apache-2.0
//
// An entry is a mode, a name, NUL and an id, whose bytes are any: where one
// begins can only be told by going on from the one before. But where an entry
// of the newer tree begins at a byte that was copied, and an entry of the base
// begins there too, both go on alike to the end of the copied stretch. So only
// entries that reach over an edge of a stretch are parsed:
//
//   base   | a.c | b.c | c.c | d.c | e.c |
//            copied     .     copied            the id of c.c is new
//   newer  | a.c | b.c | c:c | d.c | e.c |
//
//   offsets: those of a.c and b.c, c.c parsed, those of d.c and e.c
//
// Git's trees are 15 KB on average in a large history and differ from their
// base in one entry.
#include "history/tree_delta.h"

#include <algorithm>

#include "git/tree_entry.h"

namespace stanch {
namespace {

class TreeSplitter {
 public:
  TreeSplitter(std::string_view tree, HashKind kind, TreeOffsets& offsets,
               TreeDelta& delta)
      : tree_(tree), kind_(kind), offsets_(offsets), delta_(delta) {
    offsets_.clear();
    delta_.added.clear();
    delta_.removed.clear();
    delta_.damaged = false;
  }

  void whole() {
    while (at_ < tree_.size() && parse()) {
    }
    finish();
  }

  void from_base(const TreeOffsets& base, std::span<const Copy> copies) {
    offsets_.reserve(base.size() + 1);
    std::size_t next = 0;
    while (at_ < tree_.size()) {
      while (next < copies.size() &&
             copies[next].to + copies[next].size <= at_) {
        ++next;
      }
      const bool copied = next < copies.size() && copies[next].to <= at_;
      if (copied && take(base, copies[next])) continue;
      if (!parse()) break;
    }
    finish();
    find_removed(static_cast<std::uint32_t>(base.size() - 1));
  }

 private:
  std::uint32_t entries() const {
    return static_cast<std::uint32_t>(offsets_.size());
  }

  bool parse() {
    std::string_view rest = tree_.substr(at_);
    TreeEntry entry;
    if (!take_entry(rest, kind_, entry)) {
      delta_.damaged = true;
      return false;
    }
    delta_.added.push_back(entries());
    offsets_.push_back(static_cast<std::uint32_t>(at_));
    at_ = tree_.size() - rest.size();
    return true;
  }

  // Takes over the entries of the base from here to the end of the stretch,
  // if one begins here.
  bool take(const TreeOffsets& base, const Copy& copy) {
    const std::uint64_t from = copy.from + (at_ - copy.to);
    auto first = std::ranges::lower_bound(base, from);
    if (first == base.end() || *first != from) return false;
    auto last = std::upper_bound(first, base.end(), copy.from + copy.size) - 1;
    if (first == last) return false;
    const auto shift = static_cast<std::uint32_t>(at_) - *first;
    const std::size_t before = offsets_.size();
    offsets_.resize(before + static_cast<std::size_t>(last - first));
    std::transform(first, last, offsets_.begin() + static_cast<long>(before),
                   [shift](std::uint32_t offset) { return offset + shift; });
    taken_.push_back({static_cast<std::uint32_t>(first - base.begin()),
                      static_cast<std::uint32_t>(last - base.begin()),
                      static_cast<std::uint32_t>(before)});
    at_ += *last - *first;
    return true;
  }

  void finish() { offsets_.push_back(static_cast<std::uint32_t>(at_)); }

  // What of the base was not taken over. An entry that was taken over twice
  // stands in the newer tree once more than in the base.
  void find_removed(std::uint32_t entries_of_base) {
    if (!std::ranges::is_sorted(taken_, {}, &Taken::begin)) {
      std::ranges::sort(taken_, {}, &Taken::begin);
    }
    std::uint32_t at = 0;
    const std::size_t parsed = delta_.added.size();
    for (const Taken& taken : taken_) {
      for (; at < taken.begin; ++at) delta_.removed.push_back(at);
      for (std::uint32_t i = taken.begin; i < std::min(at, taken.end); ++i) {
        delta_.added.push_back(taken.to + (i - taken.begin));
      }
      at = std::max(at, taken.end);
    }
    for (; at < entries_of_base; ++at) delta_.removed.push_back(at);
    if (delta_.added.size() != parsed) std::ranges::sort(delta_.added);
  }

  // Entries [begin, end) of the base, which became `to` and so on.
  struct Taken {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t to = 0;
  };

  std::string_view tree_;
  HashKind kind_;
  TreeOffsets& offsets_;
  TreeDelta& delta_;
  std::vector<Taken> taken_;
  std::size_t at_ = 0;
};

}  // namespace

void split_tree(std::string_view tree, HashKind kind, TreeOffsets& offsets,
                TreeDelta& delta) {
  TreeSplitter(tree, kind, offsets, delta).whole();
}

void split_tree(const TreeOffsets& base_offsets, std::string_view tree,
                std::span<const Copy> copies, HashKind kind,
                TreeOffsets& offsets, TreeDelta& delta) {
  TreeSplitter(tree, kind, offsets, delta).from_base(base_offsets, copies);
}

}  // namespace stanch
