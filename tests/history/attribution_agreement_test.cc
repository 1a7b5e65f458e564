// SPDX-License-Identifier: Apache-2.0
//
// Stories told by deltas against stories told from every file of every commit,
// as git lists them.
#include <fmt/format.h>

#include "tests/support/catch.h"
#include "tests/support/random_stories.h"
#include "tests/support/reference_stories.h"
#include "tests/support/told_stories.h"

namespace stanch {
namespace {

std::string text(const std::vector<std::string>& lines) {
  return fmt::format("{}\n", fmt::join(lines, "\n"));
}

}  // namespace

TEST_CASE("the stories of random histories are what git's lists tell",
          "[history]") {
  std::size_t told = 0;
  for (unsigned seed = 0; seed < 30; ++seed) {
    INFO("seed " << seed);
    RandomStories history(seed);
    const std::string expected = text(reference_stories(history.repo()));
    ToldStories stories(history.repo().path(), 1);
    CHECK(stories.problems().empty());
    REQUIRE(text(stories.lines()) == expected);
    CHECK(stories.tell().problems.empty());
    REQUIRE(text(ToldStories(history.repo().path(), 3).lines()) == expected);
    told += expected.size();
  }
  CHECK(told > 100'000);
}

TEST_CASE("the stories of selected commits are what git's lists tell",
          "[history]") {
  for (unsigned seed = 100; seed < 110; ++seed) {
    INFO("seed " << seed);
    RandomStories history(seed);
    ToldStories stories(history.repo().path());
    std::vector<std::string> names;
    for (const RefTip& tip : stories.tips().tips()) {
      if (tip.commit != kNoCommit) names.push_back(tip.name);
    }
    if (names.empty()) continue;
    names.resize(1 + seed % std::min<std::size_t>(names.size(), 3));
    CHECK(text(stories.lines({.globs = names})) ==
          text(reference_stories(history.repo(), names)));
  }
}

}  // namespace stanch
