// SPDX-License-Identifier: Apache-2.0
//
// Binary tries that leave out nodes with one child (Okasaki and Gill, "Fast
// Mergeable Integer Maps", 1998). Their shape depends on the keys alone, not on
// the order in which they came, and every node is kept once, found by a hash of
// its parts. Hence equal maps are the same node, and so are equal parts of maps
// of any history:
//
//   {3, 4, 6}:   .             {3, 4, 6, 7}:   .
//               / \                           / \            3, 4 and the
//              3   .                         3   .           leaf 6 are the
//                 / \                           / \          same nodes
//                4   6                         4   .
//                                                 / \.
//                                                6   7
//
// A trie of 64-bit keys is at most 64 nodes deep, so recursion is safe.
#include "history/shared_maps.h"

#include <algorithm>
#include <bit>

namespace stanch {
namespace {

constexpr std::size_t kFirstNodeSlots = 1024;

std::size_t hash(std::uint64_t key, std::uint32_t left, std::uint32_t right) {
  std::uint64_t mixed = key ^ (std::uint64_t{left} << 32 | right);
  mixed = (mixed ^ mixed >> 32) * 0x9e3779b97f4a7c15U;
  mixed ^= key * 0xc2b2ae3d27d4eb4fU;
  mixed = (mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9U;
  return mixed ^ mixed >> 32;
}

}  // namespace

SharedMaps::SharedMaps(std::uint32_t most)
    : most_(most), nodes_(1), slots_(kFirstNodeSlots) {}

void SharedMaps::grow() {
  slots_.assign(slots_.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 1; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    std::size_t at = hash(node.key, node.left, node.right) & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = i;
  }
}

// The number of the node that is made of these parts; kEmpty where there is no
// room for another.
SharedMaps::Map SharedMaps::kept(const Node& node) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash(node.key, node.left, node.right) & mask;
  for (; slots_[at] != 0; at = (at + 1) & mask) {
    if (nodes_[slots_[at]] == node) return slots_[at];
  }
  if (nodes_.size() >= most_) {
    full_ = true;
    return kEmpty;
  }
  const auto number = static_cast<std::uint32_t>(nodes_.size());
  nodes_.push_back(node);
  slots_[at] = number;
  if (nodes_.size() * 2 > slots_.size()) grow();
  return number;
}

SharedMaps::Map SharedMaps::branch(std::uint64_t key, Map left, Map right) {
  if (left == kEmpty) return right;
  if (right == kEmpty) return left;
  return kept({key, left, right});
}

// Two maps without a common key range, as one.
SharedMaps::Map SharedMaps::beside(Map a, Map b) {
  if (a == kEmpty) return b;
  if (b == kEmpty) return a;
  const std::uint64_t x = nodes_[a].key;
  const std::uint64_t y = nodes_[b].key;
  const std::uint64_t bit = std::bit_floor(x ^ y);
  const std::uint64_t key = (x & ~(bit | (bit - 1))) | bit;
  return (x & bit) == 0 ? branch(key, a, b) : branch(key, b, a);
}

SharedMaps::Map SharedMaps::add(Map map, std::uint64_t key, std::int64_t more) {
  constexpr std::int64_t kMostCount = 0xffffffff;
  const Node node = nodes_[map];  // a copy, as the nodes may move
  const bool is_key = map != kEmpty && is_leaf(node) && node.key == key;
  if (map == kEmpty || is_key) {
    const std::int64_t before = is_key ? node.right : 0;
    const std::int64_t now = std::min(before + more, kMostCount);
    if (now <= 0) return kEmpty;
    return kept({key, kEmpty, static_cast<std::uint32_t>(now)});
  }
  if (!holds(node, {key, kEmpty, 1})) {
    return more <= 0 ? map : beside(map, add(kEmpty, key, more));
  }
  if ((key & branch_bit(node)) == 0) {
    return branch(node.key, add(node.left, key, more), node.right);
  }
  return branch(node.key, node.left, add(node.right, key, more));
}

SharedMaps::Map SharedMaps::join(Map a, Map b) {
  if (a == b || b == kEmpty) return a;
  if (a == kEmpty) return b;
  const Node x = nodes_[a];
  const Node y = nodes_[b];
  if (x.key == y.key && is_leaf(x) == is_leaf(y)) {
    if (is_leaf(x)) return x.right < y.right ? b : a;
    const Map left = join(x.left, y.left);
    return branch(x.key, left, join(x.right, y.right));
  }
  if (holds(y, x)) return join(b, a);
  if (!holds(x, y)) return beside(a, b);
  if ((y.key & branch_bit(x)) == 0) {
    return branch(x.key, join(x.left, b), x.right);
  }
  return branch(x.key, x.left, join(x.right, b));
}

std::uint32_t SharedMaps::count(Map map, std::uint64_t key) const {
  while (map != kEmpty) {
    const Node& node = nodes_[map];
    if (is_leaf(node)) return node.key == key ? node.right : 0;
    if (((node.key ^ key) & ~low_bits(node)) != 0) return 0;
    map = (key & branch_bit(node)) == 0 ? node.left : node.right;
  }
  return 0;
}

}  // namespace stanch
