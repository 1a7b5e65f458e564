// SPDX-License-Identifier: Apache-2.0
//
// Trees split by their delta against the same trees split whole, on random
// edits, most of which fall within entries.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "git/tree_entry.h"
#include "history/tree_delta.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

using Entries = std::vector<std::string>;

std::string entry(std::mt19937& random, HashKind kind) {
  static constexpr std::string_view kModes[] = {"100644", "40000", "160000",
                                                "120000"};
  std::string out(kModes[random() % 4]);
  out += ' ';
  for (std::size_t i = 0; i <= random() % 6; ++i) {
    out += static_cast<char>('a' + random() % 4);
  }
  out += '\0';
  // Bytes that look like the beginnings of entries are the hard ones.
  for (std::size_t i = 0; i < id_size(kind); ++i) {
    out += "1004 a\0\xff"[random() % 8];
  }
  return out;
}

Entries split(const std::string& tree, const TreeOffsets& offsets) {
  Entries out;
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
    out.push_back(tree.substr(offsets[i], offsets[i + 1] - offsets[i]));
  }
  return out;
}

Entries picked(const Entries& all, const std::vector<std::uint32_t>& places) {
  Entries out;
  for (std::uint32_t place : places) out.push_back(all.at(place));
  return out;
}

// Puts a tree together from stretches of a base and new bytes.
std::string edited(const std::string& base, std::vector<Copy>& copies,
                   std::mt19937& random, HashKind kind) {
  std::string out;
  const bool in_order = random() % 4 != 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < 1 + random() % 4; ++i) {
    std::size_t from = in_order ? at : random() % (base.size() + 1);
    std::size_t size = random() % (base.size() - from + 1);
    if (size > 0) {
      if (!copies.empty() &&
          copies.back().to + copies.back().size == out.size() &&
          copies.back().from + copies.back().size == from) {
        copies.back().size += size;
      } else {
        copies.push_back({from, out.size(), size});
      }
      out += base.substr(from, size);
    }
    at = from + size;
    switch (random() % 4) {
      case 0:
        out += entry(random, kind);
        break;
      case 1:
        at = std::min(base.size(), at + id_size(kind));
        out += std::string(id_size(kind), static_cast<char>(random()));
        break;
      case 2:
        out += static_cast<char>(random());
        break;
      default:
        break;
    }
  }
  return out;
}

}  // namespace

TEST_CASE("a whole tree is split as the parser of trees splits it",
          "[history]") {
  std::mt19937 random(2);
  for (int round = 0; round < 3000; ++round) {
    const HashKind kind = round % 2 == 0 ? HashKind::kSha1 : HashKind::kSha256;
    std::string tree;
    for (std::size_t i = 0; i < random() % 5; ++i) tree += entry(random, kind);
    if (round % 3 == 0 && !tree.empty()) {
      tree[random() % tree.size()] = static_cast<char>(random());
    }
    if (round % 5 == 0) tree.resize(random() % (tree.size() + 1));
    TreeOffsets offsets;
    TreeDelta delta;
    split_tree(tree, kind, offsets, delta);

    std::string_view rest = tree;
    TreeEntry expected;
    std::uint32_t count = 0;
    while (take_entry(rest, kind, expected)) {
      REQUIRE(offsets.size() > count + 1);
      const SplitEntry found(tree, offsets, count, kind);
      CHECK(found.mode == expected.mode);
      CHECK(found.name == expected.name);
      CHECK(ObjectId(found.id, kind) == expected.id);
      ++count;
    }
    CHECK(offsets.size() == count + 1);
    CHECK(offsets[count] == tree.size() - rest.size());
    CHECK(delta.damaged == !rest.empty());
    CHECK(delta.added.size() == count);
  }
}

TEST_CASE("a tree split by its delta is as if split whole", "[history]") {
  std::mt19937 random(3);
  std::size_t taken = 0;
  for (int round = 0; round < 20000; ++round) {
    const HashKind kind = round % 2 == 0 ? HashKind::kSha1 : HashKind::kSha256;
    std::string base;
    for (std::size_t i = 0; i < random() % 8; ++i) base += entry(random, kind);
    TreeOffsets base_offsets, by_delta, whole;
    TreeDelta delta, whole_delta;
    split_tree(base, kind, base_offsets, delta);
    std::vector<Copy> copies;
    const std::string tree = edited(base, copies, random, kind);
    split_tree(base_offsets, tree, copies, kind, by_delta, delta);
    split_tree(tree, kind, whole, whole_delta);

    REQUIRE(std::ranges::equal(by_delta, whole));
    CHECK(delta.damaged == whole_delta.damaged);
    const Entries before = split(base, base_offsets);
    const Entries after = split(tree, whole);
    // What the base has, less what was removed, and what was added, is what
    // the tree has.
    Entries sum = before;
    for (const std::string& gone : picked(before, delta.removed)) {
      auto found = std::ranges::find(sum, gone);
      REQUIRE(found != sum.end());
      sum.erase(found);
    }
    std::ranges::copy(picked(after, delta.added), std::back_inserter(sum));
    Entries sorted = after;
    std::ranges::sort(sorted);
    std::ranges::sort(sum);
    CHECK(sum == sorted);
    taken += after.size() - delta.added.size();
  }
  CHECK(taken > 10000);  // most entries are not parsed again
}

}  // namespace stanch
