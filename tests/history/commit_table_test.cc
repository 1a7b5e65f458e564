// SPDX-License-Identifier: Apache-2.0
#include "history/commit_table.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/pack_builder.h"

namespace stanch {
namespace {

// A commit's bytes, and the id it goes by.
struct Made {
  ObjectId id;
  std::string bytes;
  std::vector<ObjectId> parents;
};

Made made(unsigned number, const std::vector<ObjectId>& parents,
          const std::string& date = "1600000000") {
  std::string bytes = "tree " + hex(made_up_id(0)) + "\n";
  for (const ObjectId& parent : parents)
    bytes += "parent " + hex(parent) + "\n";
  bytes += "author A <a@example.org> 1 +0000\ncommitter C <c@example.org> " +
           date + " +0000\n\n" + std::to_string(number) + "\n";
  return {name_of(HashKind::kSha1, ObjectType::kCommit, bytes), bytes, parents};
}

CommitTable table_of(const std::vector<Made>& commits, std::size_t parts = 1) {
  std::vector<CommitHeads> heads(parts, CommitHeads(HashKind::kSha1));
  for (std::size_t i = 0; i < commits.size(); ++i) {
    heads[i % parts].add(commits[i].id, commits[i].bytes);
  }
  return CommitTable::join(std::move(heads), HashKind::kSha1);
}

std::vector<Made> random_commits(std::mt19937& random) {
  std::vector<Made> out;
  for (unsigned i = 0; i < 60; ++i) {
    std::vector<ObjectId> parents;
    for (std::size_t k = random() % 4; k > 0 && !out.empty(); --k) {
      // May be named twice.
      parents.push_back(out[random() % out.size()].id);
    }
    if (random() % 9 == 0) parents.push_back(made_up_id(7));
    out.push_back(made(i, parents, std::to_string(random() % 5)));
  }
  return out;
}

}  // namespace

TEST_CASE("commits are numbered after their parents, in any order met",
          "[history]") {
  std::mt19937 random(5);
  for (int round = 0; round < 30; ++round) {
    std::vector<Made> commits = random_commits(random);
    const CommitTable table = table_of(commits);
    REQUIRE(table.size() == commits.size());
    for (const Made& commit : commits) {
      const auto number = table.find(commit.id);
      REQUIRE(number);
      CHECK(table.id(*number) == commit.id);
      CHECK(table.tree(*number) == made_up_id(0));
      std::vector<ObjectId> parents;
      for (CommitNumber parent : table.parents(*number)) {
        CHECK(parent < *number);
        parents.push_back(table.id(parent));
      }
      std::vector<ObjectId> expected;
      for (const ObjectId& parent : commit.parents) {
        if (parent == made_up_id(7)) continue;
        if (std::ranges::find(expected, parent) == expected.end()) {
          expected.push_back(parent);
        }
      }
      CHECK(parents == expected);
      CHECK(table.lacks_parent(*number) ==
            (std::ranges::find(commit.parents, made_up_id(7)) !=
             commit.parents.end()));
    }
    // In another order, some of them twice, from several threads.
    std::ranges::shuffle(commits, random);
    for (std::size_t i = 0; i < 10; ++i) commits.push_back(commits[i]);
    const CommitTable other = table_of(commits, 3);
    REQUIRE(other.size() == table.size());
    for (CommitNumber i = 0; i < table.size(); ++i) {
      CHECK(other.id(i) == table.id(i));
      CHECK(std::ranges::equal(other.parents(i), table.parents(i)));
    }
    CHECK_FALSE(table.find(made_up_id(8)));
  }
}

TEST_CASE("an earlier commit has an earlier date, or a smaller id",
          "[history]") {
  const Made a = made(1, {}, "-5");
  const Made b = made(2, {}, "4102444800");
  const Made c = made(3, {}, "4102444800");
  const CommitTable table = table_of({a, b, c});
  auto number = [&](const Made& commit) { return *table.find(commit.id); };
  CHECK(table.time(number(a)) == -5);
  CHECK(table.time(number(b)) == 4'102'444'800);
  CHECK(table.is_earlier(number(a), number(b)));
  CHECK_FALSE(table.is_earlier(number(b), number(a)));
  CHECK(table.is_earlier(number(b), number(c)) == (b.id < c.id));
  CHECK_FALSE(table.is_earlier(number(b), number(b)));
}

TEST_CASE("commits with broken heads are problems and the rest is kept",
          "[history]") {
  CommitHeads heads(HashKind::kSha1);
  heads.add(made_up_id(1), "author nobody\n\nno tree\n");
  heads.add(made_up_id(2), "tree 12\n\n");
  heads.add(made_up_id(3),
            "tree " + hex(made_up_id(0)) + "\nparent nobody\n\n");
  heads.add(made_up_id(4), "");
  heads.add(made_up_id(5),
            "tree " + hex(made_up_id(0)) + "\ncommitter broken\n\nno date\n");
  std::vector<CommitHeads> parts;
  parts.push_back(std::move(heads));
  const CommitTable table =
      CommitTable::join(std::move(parts), HashKind::kSha1);
  REQUIRE(table.size() == 1);
  CHECK(table.id(0) == made_up_id(5));
  CHECK(table.time(0) == 0);
  std::set<std::string> named;
  for (const StoreProblem& problem : table.problems()) {
    named.insert(problem.path);
    CHECK_FALSE(problem.reason.empty());
  }
  CHECK(named == std::set<std::string>{hex(made_up_id(1)), hex(made_up_id(2)),
                                       hex(made_up_id(3)), hex(made_up_id(4))});
}

TEST_CASE("a table without commits knows none", "[history]") {
  const CommitTable table = CommitTable::join({}, HashKind::kSha256);
  CHECK(table.size() == 0);
  CHECK_FALSE(table.find(made_up_id(1, HashKind::kSha256)));
}

}  // namespace stanch
