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
#include <cstring>
#include <utility>

namespace stanch {
namespace {

// As take_entry() of git/tree_entry.h, which this must agree with.
constexpr std::size_t kLongestMode = 10;

bool is_octal(char digit) { return digit >= '0' && digit <= '7'; }

// The length of the entry that `bytes` begin with; 0 where it is damaged.
std::size_t entry_length(std::string_view bytes, HashKind kind) {
  std::size_t at = 0;
  while (at < bytes.size() && is_octal(bytes[at])) ++at;
  if (at == 0 || at > kLongestMode || at == bytes.size() || bytes[at] != ' ') {
    return 0;
  }
  const char* name = bytes.data() + at + 1;
  const std::size_t room = bytes.size() - at - 1;
  const void* nul = std::memchr(name, '\0', room);
  if (nul == nullptr || nul == name) return 0;
  const auto end =
      static_cast<std::size_t>(static_cast<const char*>(nul) - bytes.data()) +
      1 + id_size(kind);
  return end <= bytes.size() ? end : 0;
}

// Adds `shift` to each. In steps of a fixed size, which compilers make vectors
// of: most of the time of this file is spent here.
void copy_shifted(const std::uint32_t* __restrict from,
                  std::uint32_t* __restrict to, std::size_t count,
                  std::uint32_t shift) {
  constexpr std::size_t kStep = 16;
  for (; count >= kStep; count -= kStep, from += kStep, to += kStep) {
    for (std::size_t i = 0; i < kStep; ++i) to[i] = from[i] + shift;
  }
  for (std::size_t i = 0; i < count; ++i) to[i] = from[i] + shift;
}

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
    offsets_.add(static_cast<std::uint32_t>(at_));
  }

  void from_base(const TreeOffsets& base, std::span<const Copy> copies) {
    offsets_.reserve(base.size() + 2);
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
    offsets_.add(static_cast<std::uint32_t>(at_));
    find_removed(static_cast<std::uint32_t>(base.size() - 1));
  }

 private:
  // Entries [begin, end) of the base, which became `to` and so on.
  struct Taken {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t to = 0;
  };

  bool parse() {
    const std::size_t length = entry_length(tree_.substr(at_), kind_);
    if (length == 0) {
      delta_.damaged = true;
      return false;
    }
    delta_.added.push_back(static_cast<std::uint32_t>(offsets_.size()));
    offsets_.add(static_cast<std::uint32_t>(at_));
    at_ += length;
    return true;
  }

  // Takes over the entries of the base from here to the end of the stretch,
  // if one begins here.
  bool take(const TreeOffsets& base, const Copy& copy) {
    const std::uint64_t from = copy.from + (at_ - copy.to);
    const std::uint32_t* first = std::ranges::lower_bound(base, from);
    if (first == base.end() || *first != from) return false;
    const std::uint32_t* last =
        std::upper_bound(first, base.end(), copy.from + copy.size) - 1;
    if (first == last) return false;
    const auto to = static_cast<std::uint32_t>(offsets_.size());
    const auto shift = static_cast<std::uint32_t>(at_) - *first;
    const auto count = static_cast<std::size_t>(last - first);
    copy_shifted(first, offsets_.add_room(count), count, shift);
    taken_.push_back({static_cast<std::uint32_t>(first - base.begin()),
                      static_cast<std::uint32_t>(last - base.begin()), to});
    at_ += *last - *first;
    return true;
  }

  // What of the base was not taken over. An entry that was taken over twice
  // stands in the newer tree once more than in the base.
  void find_removed(std::uint32_t entries_of_base) {
    if (!std::ranges::is_sorted(taken_, {}, &Taken::begin)) {
      std::ranges::sort(taken_, {}, &Taken::begin);
    }
    const std::size_t parsed = delta_.added.size();
    std::uint32_t at = 0;
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

  std::string_view tree_;
  HashKind kind_;
  TreeOffsets& offsets_;
  TreeDelta& delta_;
  std::vector<Taken> taken_;
  std::size_t at_ = 0;
};

}  // namespace

void TreeOffsets::reserve(std::size_t capacity) {
  if (capacity <= capacity_) return;
  auto offsets = std::make_unique_for_overwrite<std::uint32_t[]>(capacity);
  std::copy_n(offsets_.get(), size_, offsets.get());
  offsets_ = std::move(offsets);
  capacity_ = capacity;
}

void split_tree(std::string_view tree, HashKind kind, TreeOffsets& offsets,
                TreeDelta& delta) {
  TreeSplitter(tree, kind, offsets, delta).whole();
}

void split_tree(const TreeOffsets& base_offsets, std::string_view tree,
                std::span<const Copy> copies, HashKind kind,
                TreeOffsets& offsets, TreeDelta& delta) {
  TreeSplitter(tree, kind, offsets, delta).from_base(base_offsets, copies);
}

SplitEntry::SplitEntry(std::string_view tree, const TreeOffsets& offsets,
                       std::uint32_t entry, HashKind kind) {
  std::string_view bytes =
      tree.substr(offsets[entry], offsets[entry + 1] - offsets[entry]);
  std::size_t at = 0;
  for (; bytes[at] != ' '; ++at) {
    mode = mode * 8 + static_cast<std::uint32_t>(bytes[at] - '0');
  }
  const std::size_t end = bytes.size() - id_size(kind);
  name = bytes.substr(at + 1, end - at - 2);
  id = reinterpret_cast<const std::uint8_t*>(bytes.data() + end);
}

}  // namespace stanch
