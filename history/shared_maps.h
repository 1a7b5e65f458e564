// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace stanch {

// Many maps from 64-bit keys to counts that differ little from one another.
// What maps have in common is kept once, and equal maps are the same number.
// So a change costs the logarithm of a map's size, and the difference between
// two maps costs what differs, however large they are.
//
// A map that was made stays as long as this lives. One thread.
class SharedMaps {
 public:
  using Map = std::uint32_t;
  static constexpr Map kEmpty = 0;
  // No map has a larger number; one bit is free for whoever keeps them.
  static constexpr std::uint32_t kMost = std::uint32_t{1} << 24;

  // Keeps at most `most` pieces of maps, of 16 bytes and some 8 of index.
  explicit SharedMaps(std::uint32_t most = kMost);

  // `map` with the key's count greater by `more`, which may be negative. Keys
  // that count nothing are not in a map.
  Map add(Map map, std::uint64_t key, std::int64_t more);
  // The keys of both, each with the larger of its counts.
  Map join(Map a, Map b);
  // A key's count.
  std::uint32_t count(Map map, std::uint64_t key) const;
  // There was no room for a change: what was made since then lacks some.
  bool is_full() const { return full_; }

  // Calls take(key, count) for the keys from `first` to `last`, ascending.
  template <typename Take>
  void each(Map map, Take&& take, std::uint64_t first = 0,
            std::uint64_t last = ~std::uint64_t{0}) const {
    if (map == kEmpty) return;
    const Node& node = nodes_[map];
    const std::uint64_t below = low_bits(node);
    if ((node.key | below) < first || (node.key & ~below) > last) return;
    if (is_leaf(node)) {
      take(node.key, node.right);
      return;
    }
    each(node.left, take, first, last);
    each(node.right, take, first, last);
  }

  // Calls take(key, count in a, count in b) where these differ, ascending.
  template <typename Take>
  void difference(Map a, Map b, Take&& take) const {
    if (a == b) return;
    if (a == kEmpty || b == kEmpty) {
      each(a, [&](std::uint64_t key, std::uint32_t n) { take(key, n, 0U); });
      each(b, [&](std::uint64_t key, std::uint32_t n) { take(key, 0U, n); });
      return;
    }
    const Node& x = nodes_[a];
    const Node& y = nodes_[b];
    if (x.key == y.key && is_leaf(x) == is_leaf(y)) {
      if (is_leaf(x)) {
        take(x.key, x.right, y.right);
      } else {
        difference(x.left, y.left, take);
        difference(x.right, y.right, take);
      }
    } else if (holds(x, y)) {
      const bool right = (y.key & branch_bit(x)) != 0;
      difference(x.left, right ? kEmpty : b, take);
      difference(x.right, right ? b : kEmpty, take);
    } else if (holds(y, x)) {
      const bool right = (x.key & branch_bit(y)) != 0;
      difference(right ? kEmpty : a, y.left, take);
      difference(right ? a : kEmpty, y.right, take);
    } else {
      difference(x.key < y.key ? a : kEmpty, x.key < y.key ? kEmpty : b, take);
      difference(x.key < y.key ? kEmpty : a, x.key < y.key ? b : kEmpty, take);
    }
  }

 private:
  // A leaf is a key and its count (left is 0). A branch is two maps whose keys
  // begin alike and then differ in one bit: its key is what they share, that
  // bit set, and zeros.
  struct Node {
    std::uint64_t key = 0;
    Map left = kEmpty;
    std::uint32_t right = 0;

    bool operator==(const Node&) const = default;
  };

  static bool is_leaf(const Node& node) { return node.left == kEmpty; }
  static std::uint64_t branch_bit(const Node& node) {
    return node.key & (~node.key + 1);
  }
  // The bits of keys below that a node says nothing of.
  static std::uint64_t low_bits(const Node& node) {
    return is_leaf(node) ? 0 : branch_bit(node) | (branch_bit(node) - 1);
  }
  // Whether `inner` belongs below `outer`.
  static bool holds(const Node& outer, const Node& inner) {
    const std::uint64_t below = low_bits(outer);
    return below > low_bits(inner) && ((outer.key ^ inner.key) & ~below) == 0;
  }

  Map kept(const Node& node);
  Map branch(std::uint64_t key, Map left, Map right);
  Map beside(Map a, Map b);
  void grow();

  std::uint32_t most_;
  bool full_ = false;
  std::vector<Node> nodes_;           // the first stands for the empty map
  std::vector<std::uint32_t> slots_;  // of a hash table of nodes
};

}  // namespace stanch
