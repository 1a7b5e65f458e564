// SPDX-License-Identifier: Apache-2.0
#include "history/ref_tips.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "history/commit_set.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"
#include "tests/support/told_stories.h"

namespace stanch {
namespace {

using Lines = std::vector<std::string>;

// "kind name commit", or what else it leads to.
Lines tips_of(const ToldStories& stories) {
  Lines out;
  for (const RefTip& tip : stories.tips().tips()) {
    std::string end = stories.name(tip.commit);
    if (tip.tree) end = "tree " + hex(*tip.tree);
    if (tip.blob) end = "blob " + hex(*tip.blob);
    out.push_back(fmt::format("{} {} {}", to_string(tip.kind), tip.name, end));
  }
  return out;
}

Lines names(const ToldStories& stories, std::span<const CommitNumber> commits) {
  Lines out;
  for (CommitNumber commit : commits) out.push_back(stories.name(commit));
  std::ranges::sort(out);
  return out;
}

Lines sorted(Lines lines) {
  std::ranges::sort(lines);
  return lines;
}

}  // namespace

TEST_CASE("refs of every kind lead to what is at their end", "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  const std::string id = repo.head();
  const std::string tree = repo.git({"rev-parse", "HEAD^{tree}"});
  const std::string blob = repo.git({"rev-parse", "HEAD:a"});
  repo.git({"tag", "-a", "-m", "x", "outer", "HEAD"});
  repo.git({"tag", "-a", "-m", "x", "nested", "outer"});
  repo.git({"tag", "-a", "-m", "x", "tree", tree});
  repo.git({"tag", "blob", blob});
  for (const char* ref : {"refs/notes/commits", "refs/stash",
                          "refs/pull/1/head", "refs/remotes/origin/main"}) {
    repo.git({"update-ref", ref, "HEAD"});
  }
  const Lines expected = {"head HEAD " + id,
                          "branch refs/heads/main " + id,
                          "remote refs/remotes/origin/main " + id,
                          "tag refs/tags/blob blob " + blob,
                          "tag refs/tags/nested " + id,
                          "tag refs/tags/outer " + id,
                          "tag refs/tags/tree tree " + tree,
                          "stash refs/stash " + id,
                          "notes refs/notes/commits " + id,
                          "other refs/pull/1/head " + id};
  CHECK(tips_of(ToldStories(repo.path())) == expected);
  repo.git({"pack-refs", "--all"});
  repo.git({"gc", "--quiet"});
  ToldStories packed(repo.path());
  CHECK(tips_of(packed) == expected);
  CHECK(packed.tips().problems().empty());
  CHECK(packed.name(packed.tips().head()) == id);
  CHECK(packed.tips().head_name() == "refs/heads/main");
  const auto nested = std::ranges::find(packed.tips().tips(),
                                        "refs/tags/nested", &RefTip::name);
  CHECK(nested->tags.size() == 2);
  CHECK(hex(nested->tags[1]) == repo.git({"rev-parse", "outer"}));
}

TEST_CASE("HEAD without a commit is no tip, a detached one has no name",
          "[history]") {
  RepoBuilder repo;
  CHECK(tips_of(ToldStories(repo.path())).empty());
  CHECK(ToldStories(repo.path()).tips().head() == kNoCommit);
  repo.commit("one");
  repo.git({"checkout", "--quiet", "--detach"});
  ToldStories stories(repo.path());
  CHECK(stories.name(stories.tips().head()) == repo.head());
  CHECK(stories.tips().head_name().empty());
}

TEST_CASE("commits in reflogs are known, of every work tree", "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  const std::string base = repo.head();
  const std::string lost = repo.commit("lost").head();
  repo.git({"reset", "--quiet", "--hard", base});
  repo.write("a", "two\n");
  repo.git({"stash"});
  const std::string stash = repo.git({"rev-parse", "stash"});
  const std::string linked = repo.worktree("other");
  repo.git_in(linked, {"commit", "--quiet", "--allow-empty", "-m", "theirs"});
  const std::string theirs = repo.git_in(linked, {"rev-parse", "HEAD"});
  repo.git({"worktree", "remove", "--force", linked});
  repo.git({"branch", "-D", "other"});
  ToldStories stories(repo.path());
  CHECK(names(stories, stories.tips().stashed()) == Lines{stash});
  // The logs of a work tree and of a branch go with them.
  CHECK(names(stories, stories.tips().logged()) == sorted({base, lost}));

  const std::string again = repo.worktree("again");
  repo.git_in(again, {"reset", "--quiet", "--hard", theirs});
  repo.git_in(again, {"reset", "--quiet", "--hard", base});
  ToldStories with(repo.path());
  CHECK(names(with, with.tips().logged()) == sorted({base, lost, theirs}));
  CHECK(with.tips().problems().empty());
}

TEST_CASE("lines of a reflog that are cut or strange do not hide others",
          "[history]") {
  RepoBuilder repo;
  const std::string one = repo.commit("one").head();
  const std::string two = repo.commit("two").head();
  const std::string zeros(40, '0');
  std::ofstream(repo.path(".git/logs/HEAD"))
      << zeros << " cut\n"
      << zeros << ' ' << one << '\n'
      << "\n\nnothing\n"
      << std::string(40, 'f') << ' ' << std::string(40, 'f') << " gone\n"
      << one << ' ' << two << " C <c@example.org> 1 +0000\t"
      << std::string(100'000, 'x') << '\n'
      << two << ' ' << zeros;
  std::filesystem::remove_all(repo.path(".git/logs/refs"));
  ToldStories stories(repo.path());
  CHECK(names(stories, stories.tips().logged()) == sorted({one, two}));
}

TEST_CASE("refs that lead nowhere are problems", "[history]") {
  RepoBuilder repo;
  repo.commit("one");
  std::ofstream(repo.path(".git/refs/heads/lost"))
      << std::string(40, 'a') << "\n";
  std::ofstream(repo.path(".git/refs/heads/broken")) << "no id\n";
  ToldStories stories(repo.path());
  auto is_named = [&](const std::string& ref) {
    return std::ranges::any_of(
        stories.tips().problems(),
        [&](const std::string& problem) { return problem.starts_with(ref); });
  };
  CHECK(is_named("refs/heads/lost: "));
  CHECK(is_named("refs/heads/broken: "));
  CHECK_FALSE(is_named("refs/heads/main"));
}

TEST_CASE("selections name refs as git log does", "[history]") {
  RepoBuilder repo;
  const std::string base = repo.commit("base").head();
  const std::string side = repo.branch("topic/side").commit("side").head();
  repo.checkout("main");
  const std::string main = repo.commit("main").head();
  repo.git({"update-ref", "refs/remotes/origin/x", side});
  const std::string lost = repo.commit("lost").head();
  repo.git({"reset", "--quiet", "--hard", main});
  ToldStories stories(repo.path());
  auto chosen = [&](const Selection& selection) {
    auto set = select(stories.commits(), stories.tips(), selection);
    REQUIRE(set);
    Lines out;
    for (CommitNumber i = 0; i < set->size(); ++i) {
      if ((*set)[i]) out.push_back(stories.name(i));
    }
    return sorted(std::move(out));
  };
  CHECK(chosen({.globs = {"refs/heads/main"}}) == sorted({base, main}));
  CHECK(chosen({.globs = {"heads/t*"}}) == sorted({base, side}));
  CHECK(chosen({.globs = {"heads/topic/"}}) == sorted({base, side}));
  CHECK(chosen({.globs = {"HEAD", "remotes"}}) == sorted({base, main, side}));
  CHECK(chosen({.branches = {"topic/side"}}) == sorted({base, side}));
  CHECK(chosen({.branches = {"origin/x"}}) == sorted({base, side}));
  CHECK(chosen({.branches = {"refs/heads/main"}}) == sorted({base, main}));
  CHECK(chosen({.reachable = true}) == sorted({base, main, side}));
  CHECK(stories.commits().find(*ObjectId::parse(lost)));

  for (const Selection& selection :
       {Selection{.globs = {"refs/heads/none*"}},
        Selection{.branches = {"side"}}, Selection{.branches = {"HEAD"}}}) {
    auto set = select(stories.commits(), stories.tips(), selection);
    REQUIRE_FALSE(set);
    CHECK(set.error().kind == ErrorKind::kUsage);
  }
}

}  // namespace stanch
