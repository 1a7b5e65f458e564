// SPDX-License-Identifier: Apache-2.0
#include "git/commit_walk.h"

#include <algorithm>
#include <random>
#include <set>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "git/commit_choice.h"
#include "git/log_opts.h"
#include "tests/git/opened_repo.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace stanch {
namespace {

using Ids = std::vector<std::string>;

constexpr std::int64_t kNow = 1'800'000'000;

Ids lines(const std::string& text) {
  Ids out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) out.push_back(line);
  return out;
}

Ids hex_of(std::span<const ObjectId> ids) {
  Ids out;
  for (const ObjectId& id : ids) out.push_back(hex(id));
  return out;
}

// What parse_log_opts(), resolve() and select_commits() make of the words.
Result<CommitSelection> selected(OpenedRepo& repo, std::string_view words) {
  auto choice = parse_log_opts(words);
  if (!choice) return std::unexpected(choice.error());
  auto limits = resolve(*choice, repo.store, repo.refs, repo.reader, kNow);
  if (!limits) return std::unexpected(limits.error());
  return select_commits(repo.reader, repo.store.layout().shallow, *limits);
}

Ids commits(OpenedRepo& repo, std::string_view words) {
  return hex_of(expected(selected(repo, words)).commits);
}

Ids sorted(Ids ids) {
  std::ranges::sort(ids);
  return ids;
}

// The parents of each commit, by number; none is numbered 0.
using Parents = std::vector<std::vector<int>>;

// A history of `size` commits with up to three parents each and no files, whose
// clocks are wrong by up to `skew` seconds. The last commit is `tip`; each has
// a ref c/<number>.
Parents random_history(RepoBuilder& repo, std::mt19937& random, int size,
                       int skew) {
  Parents all(static_cast<std::size_t>(size) + 1);
  std::string stream;
  for (int i = 1; i <= size; ++i) {
    const int time = 1'000'000'000 + i * 100 -
                     (skew == 0 ? 0 : static_cast<int>(random() % skew));
    stream += fmt::format(
        "commit refs/heads/c/{0}\nmark :{0}\n"
        "committer C <c@example.org> {1} +0000\ndata 1\nx\n",
        i, time);
    std::vector<int>& parents = all[static_cast<std::size_t>(i)];
    const int count = i == 1 || random() % 40 == 0 ? 0
                      : random() % 4 == 0          ? 2 + random() % 2
                                                   : 1;
    for (int p = 0; p < count; ++p) {
      int parent = i - 1 - static_cast<int>(random() % std::min(i - 1, 12));
      if (!std::ranges::count(parents, parent)) parents.push_back(parent);
    }
    for (std::size_t p = 0; p < parents.size(); ++p) {
      stream += fmt::format("{} :{}\n", p == 0 ? "from" : "merge", parents[p]);
    }
    if (parents.empty()) stream += "deleteall\n";
    stream += "\n";
  }
  stream += fmt::format("reset refs/heads/tip\nfrom :{}\n\n", size);
  repo.write("../stream", stream);
  // An alias is how git can be given an input here.
  repo.git({"-c", "alias.import=!git fast-import --quiet --force < ../stream",
            "import"});
  return all;
}

std::set<int> reached_from(const Parents& parents, int first) {
  std::set<int> out;
  std::vector<int> pending = {first};
  while (!pending.empty()) {
    const int commit = pending.back();
    pending.pop_back();
    if (!out.insert(commit).second) continue;
    std::ranges::copy(parents[static_cast<std::size_t>(commit)],
                      std::back_inserter(pending));
  }
  return out;
}

}  // namespace

TEST_CASE("ranges hold the commits that git rev-list names", "[git]") {
  std::mt19937 random(7);
  for (int round = 0; round < 2; ++round) {
    RepoBuilder repo;
    const int size = 40 + static_cast<int>(random() % 120);
    random_history(repo, random, size, 0);
    OpenedRepo opened(repo.path());
    for (int i = 0; i < 25; ++i) {
      auto any = [&] {
        return fmt::format("c/{}", 1 + static_cast<int>(random() % size));
      };
      std::vector<std::string> words = {
          random() % 3 == 0 ? fmt::format("{}...{}", any(), any())
                            : fmt::format("{}..{}", any(), any())};
      if (random() % 4 == 0) words.push_back("^" + any());
      if (random() % 4 == 0) words.push_back(any());
      if (random() % 3 == 0) words.insert(words.begin(), "--first-parent");
      if (random() % 4 == 0) words.insert(words.begin(), "--no-merges");
      std::string joined = fmt::format("{}", fmt::join(words, " "));
      words.insert(words.begin(), "rev-list");
      CAPTURE(round, joined);
      CHECK(sorted(commits(opened, joined)) == sorted(lines(repo.git(words))));
    }
  }
}

// Git itself is misled here now and then.
TEST_CASE("clocks that were wrong do not change a range", "[git]") {
  std::mt19937 random(10);
  RepoBuilder repo;
  const Parents parents = random_history(repo, random, 300, 9000);
  OpenedRepo opened(repo.path());
  for (int i = 0; i < 100; ++i) {
    const int a = 1 + static_cast<int>(random() % 300);
    const int b = 1 + static_cast<int>(random() % 300);
    const std::set<int> left = reached_from(parents, a);
    const std::set<int> right = reached_from(parents, b);
    Ids only_right;
    Ids one_of_both;
    for (int commit = 1; commit <= 300; ++commit) {
      const std::string id = hex(opened.commit(fmt::format("c/{}", commit)));
      if (!left.contains(commit) && right.contains(commit)) {
        only_right.push_back(id);
      }
      if (left.contains(commit) != right.contains(commit)) {
        one_of_both.push_back(id);
      }
    }
    CAPTURE(a, b);
    CHECK(sorted(commits(opened, fmt::format("c/{}..c/{}", a, b))) ==
          sorted(only_right));
    CHECK(sorted(commits(opened, fmt::format("c/{}...c/{}", a, b))) ==
          sorted(one_of_both));
  }
}

TEST_CASE("numbers and dates of commits count as in git rev-list", "[git]") {
  std::mt19937 random(8);
  RepoBuilder repo;
  random_history(repo, random, 200, 0);
  OpenedRepo opened(repo.path());
  for (std::string options :
       {"-5 tip", "-1 tip", "-0 tip", "-1000 tip", "-7 c/100..tip",
        "-4 --no-merges tip", "-4 --first-parent tip",
        "--since=@1000015000 tip", "--until=@1000015000 tip",
        "--since=@1000010000 --until=@1000015000 tip",
        "--since=@1000010000 -9 --no-merges tip", "--all", "--branches -50",
        "--all --since=@1000017000", "^c/150 --all", "tip c/7 c/9 -20"}) {
    Ids words = {"rev-list"};
    std::istringstream in(options);
    for (std::string word; in >> word;) words.push_back(word);
    CAPTURE(options);
    CHECK(commits(opened, options) == lines(repo.git(words)));
  }
}

TEST_CASE("merge bases are those that git finds", "[git]") {
  std::mt19937 random(9);
  RepoBuilder repo;
  random_history(repo, random, 150, 0);
  OpenedRepo opened(repo.path());
  for (int i = 0; i < 25; ++i) {
    std::string a = fmt::format("c/{}", 1 + random() % 150);
    std::string b = fmt::format("c/{}", 1 + random() % 150);
    // Git says 1 where there is none.
    std::string wanted = repo.git(
        {"-c",
         fmt::format("alias.bases=!git merge-base --all {} {} || true", a, b),
         "bases"});
    std::vector<std::string> bases = hex_of(expected(
        merge_bases(opened.reader, {}, opened.commit(a), opened.commit(b))));
    CAPTURE(a, b);
    CHECK(sorted(bases) == sorted(lines(wanted)));
  }
}

TEST_CASE("a commit that is missing ends the walk with its name", "[git]") {
  RepoBuilder repo;
  repo.commit("one").commit("two").commit("three");
  std::string id = repo.git({"rev-parse", "HEAD~1"});
  repo.erase(".git/objects/" + id.substr(0, 2) + "/" + id.substr(2));
  OpenedRepo opened(repo.path());
  auto all = selected(opened, "main");
  REQUIRE_FALSE(all);
  CHECK(all.error().kind == ErrorKind::kUnreadable);
  CHECK(all.error().message.contains(id));
}

TEST_CASE("in a shallow clone a range is whole or an error", "[git]") {
  RepoBuilder repo;
  for (int i = 0; i < 10; ++i) repo.commit(fmt::format("main {}", i));
  repo.branch("topic").commit("topic 1").commit("topic 2");
  repo.checkout("main").commit("later 1").commit("later 2");
  auto clone = [&](int depth) {
    std::string path = fmt::format("{}-{}", repo.path(), depth);
    repo.git({"clone", "--quiet", fmt::format("--depth={}", depth),
              "--no-single-branch", "file://" + repo.path(), path});
    return OpenedRepo(path);
  };
  const std::string range = "origin/main..origin/topic";
  const Ids wanted = lines(repo.git({"rev-list", "main..topic"}));
  for (int depth : {3, 4, 8}) {
    // The point where both meet, or the commit before it, was fetched.
    CAPTURE(depth);
    OpenedRepo opened = clone(depth);
    CHECK(commits(opened, range) == wanted);
    CHECK(expected(selected(opened, range)).cut_off.empty());
  }
  for (int depth : {1, 2}) {
    CAPTURE(depth);
    OpenedRepo opened = clone(depth);
    auto selection = selected(opened, range);
    if (selection) {
      CHECK_FALSE(selection->cut_off.empty());
    } else {
      CHECK(selection.error().kind == ErrorKind::kUnreadable);
      CHECK(selection.error().message.contains("git fetch --unshallow"));
    }
  }
}

TEST_CASE("excluded history that was cut off cannot be told apart", "[git]") {
  // `old` is cut off, and what it would exclude is there all the same.
  RepoBuilder repo;
  for (int i = 0; i < 6; ++i) repo.commit(fmt::format("main {}", i));
  std::string path = repo.path() + "-clone";
  repo.git({"clone", "--quiet", "file://" + repo.path(), path});
  repo.git_in(path, {"branch", "side", "HEAD~2"});
  // As after `git fetch --depth=1 origin main` into a clone of `side`.
  repo.write("../repo-clone/.git/shallow", repo.head() + "\n");
  OpenedRepo opened(path);
  auto selection = selected(opened, "main..side");
  REQUIRE_FALSE(selection);
  CHECK(selection.error().kind == ErrorKind::kUnreadable);
  CHECK(selection.error().message.contains("shallow"));
  // What comes after the cut is known to be new.
  CHECK(commits(opened, "main~0..main").empty());
}

}  // namespace stanch
