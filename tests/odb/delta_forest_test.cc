// SPDX-License-Identifier: Apache-2.0
#include "odb/delta_forest.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/support/catch.h"
#include "tests/support/pack_builder.h"

namespace stanch {
namespace {

using Ids = std::set<std::string>;

const std::string kBase = "a base of thirty bytes, or so..";
// Takes the base over as it is, less a byte.
std::string shorter(std::size_t size) {
  return delta_of(size, size - 1,
                  delta_copy(0, static_cast<std::uint32_t>(size) - 1));
}

Ids problems_of(const DeltaForest& forest) {
  Ids out;
  for (const StoreProblem& problem : forest.problems()) {
    out.insert(problem.path);
    CHECK(problem.reason.contains(problem.path));
  }
  return out;
}

std::string reason_for(const DeltaForest& forest, const ObjectId& id) {
  for (const StoreProblem& problem : forest.problems()) {
    if (problem.path == hex(id)) return problem.reason;
  }
  return "";
}

// Each entry once, with its weight and type, the heaviest child last.
void check_trees(const DeltaForest& forest, const Pack& pack) {
  std::vector<std::uint32_t> order(forest.roots().begin(),
                                   forest.roots().end());
  CHECK(std::ranges::is_sorted(order));
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::uint32_t weight = 1, last = 0, heaviest = 0;
    for (std::uint32_t child : forest.children(order[i])) {
      last = forest.weight(child);
      heaviest = std::max(heaviest, last);
      weight += last;
      CHECK(forest.type(child) == forest.type(order[i]));
      order.push_back(child);
    }
    CHECK(last == heaviest);
    CHECK(forest.weight(order[i]) == weight);
  }
  std::ranges::sort(order);
  CHECK(std::ranges::adjacent_find(order) == order.end());
  CHECK(order.size() + problems_of(forest).size() == pack.entries());
}

}  // namespace

TEST_CASE("the entries of a pack become trees of deltas", "[odb]") {
  PackBuilder pack;
  std::size_t root = pack.whole(ObjectType::kTree, kBase);
  std::size_t light = pack.delta_on(root, shorter(31), made_up_id(1));
  std::size_t heavy = pack.delta_on(root, shorter(31), made_up_id(2));
  pack.delta_on(root, shorter(31), made_up_id(3));
  pack.delta_on(heavy, shorter(30), made_up_id(4));
  pack.whole(ObjectType::kBlob, "alone");
  ObjectStore store = pack.store();
  DeltaForest forest(store, 0);
  CHECK(forest.problems().empty());
  check_trees(forest, store.packs()[0]);
  // Entries are in the order in which they were added.
  CHECK(std::ranges::equal(forest.roots(), std::vector<std::uint32_t>{0, 5}));
  CHECK(std::ranges::equal(forest.children(0),
                           std::vector<std::uint32_t>{1, 3, 2}));
  CHECK(forest.weight(0) == 5);
  CHECK(forest.weight(static_cast<std::uint32_t>(light)) == 1);
  CHECK(forest.type(4) == ObjectType::kTree);
  CHECK_FALSE(forest.has_outer_base(0));
}

TEST_CASE("a base may be named, and stand behind its deltas", "[odb]") {
  PackBuilder pack;
  const ObjectId base = name_of(HashKind::kSha1, ObjectType::kBlob, kBase);
  pack.delta_on(made_up_id(2), shorter(30), made_up_id(1));
  pack.delta_on(base, shorter(31), made_up_id(2));
  pack.whole(ObjectType::kBlob, kBase);
  ObjectStore store = pack.store();
  DeltaForest forest(store, 0);
  CHECK(forest.problems().empty());
  check_trees(forest, store.packs()[0]);
  CHECK(std::ranges::equal(forest.roots(), std::vector<std::uint32_t>{2}));
  CHECK(forest.weight(2) == 3);
}

TEST_CASE("cycles of deltas, and what hangs on them, are named", "[odb]") {
  PackBuilder pack;
  pack.delta_on(made_up_id(2), shorter(31), made_up_id(1));
  pack.delta_on(made_up_id(1), shorter(31), made_up_id(2));
  pack.delta_on(std::size_t{0}, shorter(31), made_up_id(3));
  pack.delta_on(made_up_id(4), shorter(31), made_up_id(4));
  pack.whole(ObjectType::kBlob, kBase);
  ObjectStore store = pack.store();
  DeltaForest forest(store, 0);
  check_trees(forest, store.packs()[0]);
  CHECK(problems_of(forest) == Ids{hex(made_up_id(1)), hex(made_up_id(2)),
                                   hex(made_up_id(3)), hex(made_up_id(4))});
  CHECK(reason_for(forest, made_up_id(4)).contains("is a cycle"));
  ObjectReader reader(store);
  for (std::uint8_t i = 1; i <= 4; ++i) {
    auto object = reader.read(made_up_id(i));
    REQUIRE_FALSE(object);
    CHECK(object.error().message.starts_with("object " + hex(made_up_id(i))));
    CHECK(object.error().message.contains("cycle"));
  }
}

TEST_CASE("a long cycle of deltas comes to an end", "[odb]") {
  PackBuilder pack;
  for (std::uint8_t i = 0; i < 250; ++i) {
    const auto next = static_cast<std::uint8_t>(i == 249 ? 7 : i + 1);
    pack.delta_on(made_up_id(next), shorter(31), made_up_id(i));
  }
  ObjectStore store = pack.store();
  CHECK(DeltaForest(store, 0).problems().size() == 250);
  auto object = ObjectReader(store).read(made_up_id(0));
  REQUIRE_FALSE(object);
  CHECK(object.error().message.contains("cycle"));
}

TEST_CASE("a base that is nowhere is named, and all that hang on it", "[odb]") {
  PackBuilder pack;
  std::size_t lost = pack.delta_on(made_up_id(99), shorter(31), made_up_id(1));
  std::size_t next = pack.delta_on(lost, shorter(30), made_up_id(2));
  pack.delta_on(next, shorter(29), made_up_id(3));
  ObjectStore store = pack.store();
  DeltaForest forest(store, 0);
  CHECK(forest.roots().empty());
  CHECK(problems_of(forest) ==
        Ids{hex(made_up_id(1)), hex(made_up_id(2)), hex(made_up_id(3))});
  CHECK(reason_for(forest, made_up_id(1)) ==
        "object " + hex(made_up_id(1)) + " cannot be read: object " +
            hex(made_up_id(99)) + " is missing");
  CHECK(reason_for(forest, made_up_id(3)) ==
        "object " + hex(made_up_id(3)) + " cannot be read: object " +
            hex(made_up_id(1)) + " of its chain of deltas cannot");
}

TEST_CASE("heads that cannot be are named, and take their deltas along",
          "[odb]") {
  PackBuilder pack;
  std::size_t odd = pack.raw(5, 10, "whatever", made_up_id(1));
  pack.delta_on(odd, shorter(10), made_up_id(2));
  pack.raw(0, 3, "whatever", made_up_id(3));
  // Back by more than there is, and to itself.
  pack.raw(6, 3, "\x80\xff\xff\xff\x7f" + deflated("abc"), made_up_id(4));
  pack.raw(6, 3, std::string(1, '\0') + deflated("abc"), made_up_id(5));
  // More than so few bytes can hold.
  pack.raw(3, std::uint64_t{1} << 40, deflated("abc"), made_up_id(6));
  pack.raw(7, 3, "too short a name", made_up_id(7));
  ObjectStore store = pack.store();
  DeltaForest forest(store, 0);
  CHECK(forest.roots().empty());
  CHECK(forest.problems().size() == 7);
  CHECK(reason_for(forest, made_up_id(1)).contains("type is unknown"));
  CHECK(reason_for(forest, made_up_id(2)).contains(hex(made_up_id(1))));
  CHECK(reason_for(forest, made_up_id(3)).contains("type is unknown"));
  CHECK(reason_for(forest, made_up_id(4)).contains("outside the pack"));
  CHECK(reason_for(forest, made_up_id(5)).contains("outside the pack"));
  CHECK(reason_for(forest, made_up_id(6)).contains("too short for the size"));
  CHECK(reason_for(forest, made_up_id(7)).contains("head is cut"));
}

TEST_CASE("random trees are what the obvious way makes of them", "[odb]") {
  std::mt19937 random(9);
  for (int round = 0; round < 20; ++round) {
    PackBuilder pack;
    std::map<std::string, std::string> base_of;  // by id
    const auto count = static_cast<std::uint8_t>(2 + random() % 200);
    for (std::uint8_t i = 0; i < count; ++i) {
      const ObjectId id = made_up_id(i);
      if (i == 0 || random() % 8 == 0) {
        pack.raw(3, 3, deflated("abc"), id);
        base_of[hex(id)] = "";
      } else {
        const std::size_t base = random() % i;
        base_of[hex(id)] = hex(made_up_id(static_cast<std::uint8_t>(base)));
        if (random() % 2 == 0) {
          pack.delta_on(base, "", id);
        } else {
          pack.delta_on(made_up_id(static_cast<std::uint8_t>(base)), "", id);
        }
      }
    }
    ObjectStore store = pack.store();
    const Pack& made = store.packs()[0];
    DeltaForest forest(store, 0);
    check_trees(forest, made);
    for (std::uint32_t entry = 0; entry < made.entries(); ++entry) {
      for (std::uint32_t child : forest.children(entry)) {
        CHECK(base_of[hex(made.id(child))] == hex(made.id(entry)));
      }
    }
  }
}

}  // namespace stanch
