// SPDX-License-Identifier: Apache-2.0
//
// One planted secret each: what its story must say.
#include "history/attribution.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "tests/support/catch.h"
#include "tests/support/random_stories.h"
#include "tests/support/repo_builder.h"
#include "tests/support/told_stories.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

std::string secret(int number) { return fmt::format("secret {}\n", number); }

// The lines of a story that begin so, without that.
std::vector<std::string> lines(const std::string& path,
                               const std::string& begin,
                               const Selection& selection = {}) {
  std::vector<std::string> out;
  for (const std::string& line : ToldStories(path).lines(selection)) {
    if (line.starts_with(begin)) out.push_back(line.substr(begin.size()));
  }
  return out;
}

using Lines = std::vector<std::string>;

std::string blob(const RepoBuilder& repo, const std::string& name) {
  return repo.git({"rev-parse", name});
}

}  // namespace

TEST_CASE("a secret that was deleted has a first, a last and a removing commit",
          "[history]") {
  RepoBuilder repo;
  repo.write("other", "nothing\n").commit("before");
  const std::string first =
      repo.write("conf/key", secret(1)).commit("adds it").head();
  const std::string last =
      repo.write("conf/key", "changed\n" + secret(1)).commit("keeps it").head();
  const std::string removed =
      repo.write("conf/key", "gone\n").commit("removes it").head();
  repo.write("other", "more\n").commit("after");
  CHECK(lines(repo.path(), "leak ") ==
        Lines{fmt::format("1 conf/key first={} last={} removed={} open=0 "
                          "head=0 reach=refs versions=2 blob={}",
                          first, last, removed,
                          blob(repo, first + ":conf/key"))});
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("1 first={} last={} removed={} open=0 head=0 "
                          "reach=refs refs=HEAD,refs/heads/main",
                          first, last, removed)});
}

TEST_CASE("a secret that came back is open from when it first came",
          "[history]") {
  RepoBuilder repo;
  const std::string first = repo.write("a", secret(2)).commit("in").head();
  repo.write("a", "").commit("out");
  repo.write("b", secret(2)).commit("in again");
  const std::string last = repo.write("c", "").commit("later").head();
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("2 first={} last={} removed=- open=1 head=1 "
                          "reach=refs refs=HEAD,refs/heads/main",
                          first, last)});
  repo.rm("b").commit("out again");
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("2 first={} last={} removed={} open=0 head=0 "
                          "reach=refs refs=HEAD,refs/heads/main",
                          first, last, repo.head())});
}

TEST_CASE("a renamed file leaks its secret once, at two paths", "[history]") {
  RepoBuilder repo;
  const std::string first = repo.write("old", secret(3)).commit("adds").head();
  const std::string moved =
      repo.mv("old", "deep/er/new").commit("moves").head();
  const std::string id = blob(repo, "HEAD:deep/er/new");
  CHECK(lines(repo.path(), "leak ") ==
        Lines{fmt::format("3 deep/er/new first={0} last={0} removed=- open=1 "
                          "head=1 reach=refs versions=1 blob={1}",
                          moved, id),
              fmt::format("3 old first={} last={} removed={} open=0 head=0 "
                          "reach=refs versions=1 blob={}",
                          first, first, moved, id)});
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("3 first={} last={} removed=- open=1 head=1 "
                          "reach=refs refs=HEAD,refs/heads/main",
                          first, moved)});
}

TEST_CASE("what only a merge holds is the merge's own", "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  repo.branch("side").write("b", "two\n").commit("side");
  repo.checkout("main").write("c", "three\n").commit("main");
  repo.merge({"side"}).write("a", secret(4));
  const std::string merge = repo.commit("merges").head();
  const std::string removed = repo.write("a", "one\n").commit("undo").head();
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("4 first={0} last={0} removed={1} open=0 head=0 "
                          "reach=refs refs=HEAD,refs/heads/main",
                          merge, removed)});
}

TEST_CASE("a branch that is merged without its secret ends the secret",
          "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  repo.branch("side");
  const std::string first = repo.write("b", secret(5)).commit("side").head();
  repo.checkout("main").write("c", "three\n").commit("main");
  repo.merge({"side"}).erase("b");
  const std::string merge = repo.commit("merges").head();
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("5 first={0} last={0} removed=- open=1 head=0 "
                          "reach=refs refs=HEAD,refs/heads/main,"
                          "refs/heads/side",
                          first)});
  repo.git({"branch", "-D", "side"});
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("5 first={0} last={0} removed={1} open=0 head=0 "
                          "reach=refs refs=HEAD,refs/heads/main",
                          first, merge)});
}

TEST_CASE("each ref that has a secret behind it is named", "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  repo.branch("side").write("a", secret(0)).commit("side");
  const std::string first = repo.head();
  repo.git({"tag", "light"});
  repo.git({"tag", "-a", "-m", "heavy", "heavy"});
  repo.git({"tag", "-a", "-m", "nested", "nested", "heavy"});
  repo.git({"update-ref", "refs/remotes/origin/side", "HEAD"});
  repo.git({"update-ref", "refs/pull/3/head", "HEAD"});
  repo.git({"update-ref", "refs/heads/odd\xff", "HEAD"});
  repo.checkout("main").write("b", "").commit("main");
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("0 first={0} last={0} removed=- open=1 head=0 "
                          "reach=refs refs=refs/heads/odd\xff,refs/heads/side,"
                          "refs/pull/3/head,refs/remotes/origin/side,"
                          "refs/tags/heavy,refs/tags/light,refs/tags/nested",
                          first)});
}

TEST_CASE("a secret behind other refs alone is said to be there", "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  const std::string base = repo.head();
  repo.write("a", secret(1)).commit("pulled");
  repo.git({"update-ref", "refs/pull/3/head", "HEAD"});
  repo.git({"reset", "--quiet", "--hard", base});
  const auto found = lines(repo.path(), "secret 1 ");
  REQUIRE(found.size() == 1);
  CHECK(found[0].contains("reach=other-refs refs=refs/pull/3/head"));
}

TEST_CASE("stashes are told as such, the older ones too", "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  repo.write("a", secret(1));
  repo.git({"stash"});
  repo.write("a", secret(2));
  repo.git({"stash"});
  const auto older = lines(repo.path(), "secret 1 ");
  const auto newer = lines(repo.path(), "secret 2 ");
  REQUIRE(older.size() == 1);
  REQUIRE(newer.size() == 1);
  // The older one is in the reflog of the stash only.
  CHECK(older[0].contains("open=0 head=0 reach=stash refs="));
  CHECK(older[0].ends_with("refs="));
  CHECK(newer[0].contains("open=1 head=0 reach=stash refs=refs/stash"));
}

TEST_CASE("notes are told as such", "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  repo.git({"notes", "add", "-m", "secret 3"});
  const std::string first = repo.git({"rev-parse", "refs/notes/commits"});
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("3 first={0} last={0} removed=- open=1 head=0 "
                          "reach=notes refs=refs/notes/commits",
                          first)});
  CHECK(lines(repo.path(), "leak ")[0].starts_with("3 " + repo.head()));
}

TEST_CASE("what only a reflog remembers, and then nothing", "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  const std::string lost = repo.write("a", secret(4)).commit("lost").head();
  repo.git({"reset", "--quiet", "--hard", "HEAD~1"});
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("4 first={0} last={0} removed=- open=0 head=0 "
                          "reach=reflog refs=",
                          lost)});
  fs::remove_all(repo.path(".git/logs"));
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("4 first={0} last={0} removed=- open=0 head=0 "
                          "reach=unreachable refs=",
                          lost)});
}

TEST_CASE("commits that nothing leads to do not date what refs hold",
          "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  repo.write("a", secret(6)).commit("first try");
  repo.git({"commit", "--quiet", "--amend", "-m", "second try", "--date",
            "2024-01-01T00:00:00Z"});
  const std::string kept = repo.head();
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("6 first={0} last={0} removed=- open=1 head=1 "
                          "reach=refs refs=HEAD,refs/heads/main",
                          kept)});
}

TEST_CASE("messages of commits and tags hold secrets", "[history]") {
  RepoBuilder repo;
  const std::string first = repo.commit("see secret 1").head();
  repo.commit("after");
  repo.git({"tag", "-a", "-m", "see secret 2", "v1"});
  repo.git({"tag", "-a", "-m", "outer", "v2", "v1"});
  const std::string tag = repo.git({"rev-parse", "v1"});
  CHECK(lines(repo.path(), "message ") ==
        Lines{fmt::format("1 {} reach=refs refs=HEAD,refs/heads/main,"
                          "refs/tags/v1,refs/tags/v2",
                          first),
              fmt::format("2 {} reach=refs refs=refs/tags/v1,refs/tags/v2",
                          tag)});
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("1 first={0} last={0} removed=- open=1 head=0 "
                          "reach=refs refs=HEAD,refs/heads/main,refs/tags/v1,"
                          "refs/tags/v2",
                          first),
              "2 first=- last=- removed=- open=1 head=0 reach=refs "
              "refs=refs/tags/v1,refs/tags/v2"});
  repo.git({"tag", "-d", "v1", "v2"});
  CHECK(lines(repo.path(), "message 2 ") ==
        Lines{tag + " reach=dangling refs="});
}

TEST_CASE("blobs in no commit are staged, or below a lost tree, or alone",
          "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  repo.write("dir/staged", secret(1)).stage();
  repo.write("lost", secret(2));
  const std::string lost = repo.git({"hash-object", "-w", "lost"});
  repo.erase("lost");
  const std::string linked = repo.worktree("other");
  std::ofstream(linked + "/theirs") << secret(3);
  repo.git_in(linked, {"add", "theirs"});
  CHECK(lines(repo.path(), "stray ") ==
        Lines{fmt::format("1 dir/staged {} reach=staged refs=",
                          blob(repo, ":dir/staged")),
              fmt::format("2  {} reach=dangling refs=", lost),
              fmt::format("3 theirs {} reach=staged refs=",
                          repo.git_in(linked, {"rev-parse", ":theirs"}))});
  repo.git({"write-tree"});
  repo.git({"reset", "--quiet"});
  CHECK(lines(repo.path(), "stray 1 ") ==
        Lines{fmt::format("dir/staged {} reach=dangling refs=",
                          repo.git({"hash-object", "dir/staged"}))});
}

TEST_CASE("tags of trees and of blobs lead to what they hold", "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  repo.write("dir/b", secret(2)).write("c", secret(4)).stage();
  const std::string b = blob(repo, ":dir/b");
  const std::string c = blob(repo, ":c");
  repo.git({"tag", "a-blob", c});
  repo.git({"reset", "--quiet"});
  repo.git({"add", "dir"});
  repo.git({"tag", "-a", "-m", "x", "a-tree", repo.git({"write-tree"})});
  repo.git({"reset", "--quiet"});
  CHECK(lines(repo.path(), "stray ") ==
        Lines{fmt::format("2 dir/b {} reach=refs refs=refs/tags/a-tree", b),
              fmt::format("4  {} reach=refs refs=refs/tags/a-blob", c)});
  CHECK(lines(repo.path(), "secret 2 ") ==
        Lines{"first=- last=- removed=- open=0 head=0 reach=refs "
              "refs=refs/tags/a-tree"});
}

TEST_CASE("HEAD is that of the work tree asked of, and others count",
          "[history]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("base");
  const std::string linked = repo.worktree("other");
  repo.git_in(linked, {"checkout", "--quiet", "--detach"});
  std::ofstream(linked + "/b") << secret(5);
  repo.git_in(linked, {"add", "b"});
  repo.git_in(linked, {"commit", "--quiet", "-m", "theirs"});
  const std::string first = repo.git_in(linked, {"rev-parse", "HEAD"});
  const std::string told =
      fmt::format("5 first={0} last={0} removed=- open=1 ", first);
  CHECK(lines(repo.path(), "secret ") ==
        Lines{told + "head=0 reach=refs refs=worktrees/other/HEAD"});
  CHECK(lines(linked, "secret ") ==
        Lines{told + "head=1 reach=refs refs=HEAD"});
}

TEST_CASE("only selected commits have a say", "[history]") {
  RepoBuilder repo;
  repo.write("a", secret(1)).commit("base");
  const std::string base = repo.head();
  repo.branch("side").write("b", secret(2)).commit("side");
  repo.checkout("main").write("c", secret(3)).commit("main");
  repo.write("d", secret(4)).stage();
  auto secrets = [&](const Selection& selection) {
    std::string out;
    for (const std::string& line : lines(repo.path(), "secret ", selection)) {
      out += line[0];
    }
    return out;
  };
  CHECK(secrets({}) == "1234");
  CHECK(secrets({.branches = {"side"}}) == "12");
  CHECK(secrets({.globs = {"refs/heads/m*"}}) == "13");
  CHECK(secrets({.reachable = true}) == "123");
  CHECK(lines(repo.path(), "secret 1 ", {.branches = {"side"}})[0].contains(
      "last=" + repo.git({"rev-parse", "side"})));
}

TEST_CASE("a shallow clone says that a secret may be older", "[history]") {
  RepoBuilder origin;
  origin.write("a", secret(1)).commit("one");
  origin.write("b", "").commit("two");
  origin.write("c", secret(2)).commit("three");
  TempDir folder;
  const std::string clone = folder.path().string() + "/clone";
  origin.git({"clone", "--quiet", "--bare", "--depth=2",
              "file://" + origin.path(), clone});
  ToldStories stories(clone);
  const Attribution& told = stories.tell();
  CHECK(stories.name(told.secrets[1].first) ==
        origin.git({"rev-parse", "HEAD~1"}));
  CHECK(told.secrets[1].from_before);
  CHECK_FALSE(told.secrets[2].from_before);
  CHECK(told.problems.empty());
}

TEST_CASE("the stories of a repository with SHA-256 are told", "[history]") {
  RepoBuilder repo({"--object-format=sha256"});
  const std::string first = repo.write("a/b", secret(1)).commit("in").head();
  const std::string removed = repo.rm("a").commit("out").head();
  repo.git({"gc", "--quiet"});
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("1 first={0} last={0} removed={1} open=0 head=0 "
                          "reach=refs refs=HEAD,refs/heads/main",
                          first, removed)});
}

TEST_CASE("a secret counts only at the paths where it is one", "[history]") {
  RepoBuilder repo;
  repo.write("a.min", secret(1)).commit("does not count");
  const std::string first = repo.mv("a.min", "b").commit("does").head();
  CHECK(lines(repo.path(), "secret ") ==
        Lines{fmt::format("1 first={0} last={0} removed=- open=1 head=1 "
                          "reach=refs refs=HEAD,refs/heads/main",
                          first)});
}

}  // namespace stanch
