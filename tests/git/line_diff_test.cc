// SPDX-License-Identifier: Apache-2.0
#include "git/line_diff.h"

#include <random>
#include <string>

#include <fmt/format.h>

#include "git/repository.h"
#include "tests/git/recording.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace stanch {
namespace {

std::string added(std::string_view before, std::string_view after,
                  std::size_t limit) {
  std::string out;
  for (const Range& range :
       added_lines(before, after, LineEnds::kCompare, limit)) {
    out += after.substr(range.begin, range.size());
  }
  return out;
}

// Lines from a small stock, so that many of them are equal.
std::string random_text(std::mt19937& random, int lines) {
  std::string out;
  for (int i = 0; i < lines; ++i) {
    out += fmt::format("{}word {}\n", std::string(random() % 3, ' '),
                       random() % 12);
  }
  return out;
}

std::string unique_lines(int lines) {
  std::string out;
  for (int i = 0; i < lines; ++i) out += fmt::format("line {}\n", i);
  return out;
}

std::string edited(std::mt19937& random, std::string text) {
  for (int edits = static_cast<int>(random() % 6); edits >= 0; --edits) {
    std::size_t line = text.find('\n', random() % (text.size() + 1));
    std::size_t at = line == std::string::npos ? text.size() : line + 1;
    if (random() % 3 == 0) {
      std::size_t end = text.find('\n', at);
      if (end != std::string::npos) text.erase(at, end + 1 - at);
    } else {
      text.insert(at, random_text(random, 1 + static_cast<int>(random() % 3)));
    }
  }
  if (random() % 8 == 0 && text.ends_with('\n')) text.pop_back();
  return text;
}

// {path: added lines} as `git diff --staged -U0` prints them.
std::map<std::string, std::string> as_git_says(const RepoBuilder& repo) {
  std::map<std::string, std::string> out;
  std::string diff =
      repo.git({"diff", "--staged", "-U0", "--no-prefix"}) + "\n";
  std::string path;
  for (std::size_t at = 0; at < diff.size();) {
    std::size_t end = diff.find('\n', at);
    std::string_view line(&diff[at], end - at + 1);
    at = end + 1;
    if (line.starts_with("+++ ")) {
      path = line.substr(4, line.size() - 5);
    } else if (line.starts_with('+')) {
      out[path] += line.substr(1);
    } else if (line.starts_with('\\') && diff[at - line.size() - 1] == '\n' &&
               !out[path].empty()) {
      // "\ No newline at end of file" speaks of the line above it.
      std::size_t above = diff.rfind('\n', at - line.size() - 2);
      if (diff[above + 1] == '+') out[path].pop_back();
    }
  }
  std::erase_if(out, [](const auto& one) { return one.second.empty(); });
  return out;
}

}  // namespace

TEST_CASE("the fresh lines are those that git prints with a plus", "[git]") {
  std::mt19937 random(1);
  RepoBuilder repo;
  for (int round = 0; round < 12; ++round) {
    std::map<std::string, std::string> files;
    for (int file = 0; file < 40; ++file) {
      std::string name = fmt::format("d{}/f{}", file % 5, file);
      files[name] = random_text(random, static_cast<int>(random() % 60));
      // Some so long that their ends are cut away before the diff.
      if (file % 10 == 0) {
        files[name] = unique_lines(900) + files[name] + unique_lines(900);
      }
      repo.write(name, files[name]);
    }
    repo.commit(fmt::format("round {}", round));
    for (auto& [name, text] : files) {
      if (random() % 4 != 0) repo.write(name, edited(random, text));
    }
    repo.stage();
    CAPTURE(round);
    CHECK(record_staged(repo.path()).fresh() == as_git_says(repo));
  }
}

TEST_CASE("long texts: whole lines between the common ends", "[git]") {
  REQUIRE_FALSE(Repository::open("/proc"));  // starts libgit2
  CHECK(added("", "", 0).empty());
  CHECK(added("a\n", "a\n", 0).empty());
  CHECK(added("", "a\nb", 0) == "a\nb");
  CHECK(added("a\nb\n", "a\n", 0).empty());
  CHECK(added("a\nb\nc\n", "a\nbx\nc\n", 0) == "bx\n");
  CHECK(added("a\nb\nc\n", "a\nnew\nb\nc\n", 0) == "new\n");
  CHECK(added("a\nb\nc\n", "a\nb\nc\nd", 0) == "d");
  CHECK(added("a\nb", "a\nb\n", 0) == "b\n");
  CHECK(added("a\na\na\n", "a\na\na\na\n", 0) == "a\n");
  CHECK(added("k=v1\n", "k=v2\n", 0) == "k=v2\n");
  CHECK(added("one line", "one longer line", 0) == "one longer line");
}

TEST_CASE("long texts: nothing that is new is left out", "[git]") {
  REQUIRE_FALSE(Repository::open("/proc"));
  std::mt19937 random(2);
  for (int i = 0; i < 500; ++i) {
    std::string before = random_text(random, 20);
    std::string after = edited(random, before);
    std::vector<Range> exact = added_lines(before, after);
    std::vector<Range> rough =
        added_lines(before, after, LineEnds::kCompare, 0);
    CHECK(rough.size() <= 1);
    // A diff may name another of several equal lines: the count must fit.
    std::uint64_t wanted = 0;
    for (const Range& range : exact) wanted += range.size();
    CHECK((rough.empty() ? 0 : rough[0].size()) >= wanted);
  }
}

TEST_CASE("white space at line ends may be left aside", "[git]") {
  REQUIRE_FALSE(Repository::open("/proc"));
  CHECK(added_lines("a\nb\n", "a\r\nb\r\n", LineEnds::kIgnore).empty());
  CHECK(added_lines("a\nb\n", "a\r\nb\r\nc\r\n", LineEnds::kIgnore) ==
        std::vector<Range>{{6, 9}});
}

}  // namespace stanch
