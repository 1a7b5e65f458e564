// SPDX-License-Identifier: Apache-2.0
#include "git/staged_source.h"

#include <fmt/format.h>

#include "tests/git/recording.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace stanch {
namespace {

using Fresh = std::map<std::string, std::string>;

std::string numbered(int from, int to) {
  std::string out;
  for (int i = from; i <= to; ++i) out += fmt::format("line {}\n", i);
  return out;
}

Fresh staged(const RepoBuilder& repo) {
  return record_staged(repo.path()).fresh();
}

}  // namespace

TEST_CASE("before the first commit all that is staged is fresh", "[git]") {
  RepoBuilder repo;
  repo.write("a", "one\n").write("sub/dir/b", "two").write("empty", "");
  repo.stage().write("not-staged", "x");
  CHECK(staged(repo) == Fresh{{"a", "one\n"}, {"sub/dir/b", "two"}});
}

TEST_CASE("only what is staged counts, not what is on disk", "[git]") {
  RepoBuilder repo;
  repo.write("a", numbered(1, 20)).write("gone", "x\n").commit("first");
  repo.write("a", numbered(1, 5) + "staged\n" + numbered(6, 20)).stage();
  repo.write("a", numbered(1, 20) + "on disk\n").erase("gone");
  Recording seen = record_staged(repo.path());
  CHECK(seen.fresh() == Fresh{{"a", "staged\n"}});
  const Lent& lent = seen.blobs.at("a");
  CHECK(lent.bytes == numbered(1, 5) + "staged\n" + numbered(6, 20));
  CHECK(lent.provenance ==
        Provenance{"staged", "a", {{"blob", repo.git({"rev-parse", ":a"})}}});
  CHECK(seen.skipped.empty());
}

TEST_CASE("a staged hunk is fresh, the rest of the file is not", "[git]") {
  RepoBuilder repo;
  repo.write("a", numbered(1, 30)).commit("first");
  std::string index = "new top\n" + numbered(1, 30);
  repo.write("a", index).stage();
  repo.write("a", index + "new end\n");
  CHECK(staged(repo) == Fresh{{"a", "new top\n"}});
}

TEST_CASE("a clean index, removals and changes of mode hold nothing fresh",
          "[git]") {
  RepoBuilder repo;
  repo.write("a", "one\n").write("d/b", "two\n").write("d/c", "3").commit("1");
  CHECK(staged(repo).empty());
  repo.git({"update-index", "--chmod=+x", "a"});
  repo.rm("d");
  CHECK(staged(repo).empty());
}

TEST_CASE("a renamed file is fresh where it was edited", "[git]") {
  RepoBuilder repo;
  repo.write("old/a", numbered(1, 40)).write("old/b", numbered(50, 90));
  repo.commit("first").mv("old/a", "new/a").mv("old/b", "moved");
  repo.write("moved", numbered(50, 70) + "edit\n" + numbered(71, 90)).stage();
  repo.write("other", "wholly new\n").stage();
  CHECK(staged(repo) == Fresh{{"moved", "edit\n"}, {"other", "wholly new\n"}});
}

TEST_CASE("a file that only shares a name with a removed one is new", "[git]") {
  RepoBuilder repo;
  repo.write("one/a", numbered(1, 40)).commit("first").rm("one/a");
  repo.write("two/a", "quite\nother\ntext\n").stage();
  CHECK(staged(repo) == Fresh{{"two/a", "quite\nother\ntext\n"}});
}

TEST_CASE("a file in place of a folder, and a folder in place of a file",
          "[git]") {
  RepoBuilder repo;
  repo.write("x/a", "1\n").write("y", "2\n").write("x-b", "3\n");
  repo.write("y.c", "4\n").commit("first");
  repo.erase("x").erase("y").write("x", "new x\n").write("y/z", "new z\n");
  repo.stage();
  CHECK(staged(repo) == Fresh{{"x", "new x\n"}, {"y/z", "new z\n"}});
}

TEST_CASE("a link is its target, and a change of type is new", "[git]") {
  RepoBuilder repo;
  repo.write("a", "one\n").write("b", "target").commit("first");
  repo.erase("a").link("a", "some/where").link("c", "else").erase("b");
  repo.link("b", "target").stage();
  CHECK(staged(repo) == Fresh{{"a", "some/where"}, {"c", "else"}});
}

TEST_CASE("submodules and entries with intent to add are not staged", "[git]") {
  RepoBuilder inner;
  inner.write("a", "inner\n").commit("first");
  RepoBuilder repo;
  repo.write("a", "one\n").commit("first").submodule(inner, "mod");
  repo.write("later", "not yet\n").git({"add", "-N", "later"});
  Fresh fresh = staged(repo);
  CHECK(fresh.size() == 1);
  CHECK(fresh.contains(".gitmodules"));
}

TEST_CASE("binary files and those with -diff are lent, line by line", "[git]") {
  RepoBuilder repo;
  std::string binary("\0\1\n\xff\xfe\n\0end", 10);
  repo.write(".gitattributes", "*.min binary\nsecret -diff\n");
  repo.write("a.bin", binary).write("b.min", "x\ny\n").write("secret", "s\n");
  repo.commit("first");
  repo.write("a.bin", binary + std::string("\nnew\0", 5))
      .write("b.min", "x\nnew\ny\n");
  repo.write("secret", "s\nt\n").stage();
  CHECK(staged(repo) == Fresh{{"a.bin", std::string("\0end\nnew\0", 9)},
                              {"b.min", "new\n"},
                              {"secret", "t\n"}});
}

TEST_CASE("a line end that is added makes its line new", "[git]") {
  RepoBuilder repo;
  repo.write("a", "one\ntwo").write("b", "one\ntwo\n").commit("first");
  repo.write("a", "one\ntwo\n").write("b", "one\ntwo").stage();
  CHECK(staged(repo) == Fresh{{"a", "two\n"}, {"b", "two"}});
}

TEST_CASE("paths are any bytes", "[git]") {
  RepoBuilder repo;
  repo.write("caf\xe9/\xff \"q\"\n", "x\n").stage();
  CHECK(staged(repo) == Fresh{{"caf\xe9/\xff \"q\"\n", "x\n"}});
}

TEST_CASE("in a merge only what is new against every parent is fresh",
          "[git]") {
  RepoBuilder repo;
  repo.write("a", numbered(1, 60)).write("moves", numbered(100, 140));
  repo.commit("base").branch("theirs");
  repo.write("a", numbered(1, 59) + "theirs\nline 60\n");
  repo.write("from-them", "x\n").write("moves", numbered(100, 140) + "they\n");
  repo.commit("theirs").checkout("main");
  repo.write("a", "ours\n" + numbered(1, 60)).mv("moves", "moved");
  repo.commit("ours").merge({"theirs"});
  CHECK(staged(repo).empty());

  SECTION("an edit in the merge itself") {
    repo.write("a", "ours\n" + numbered(1, 30) + "evil\n" + numbered(31, 59) +
                        "theirs\nline 60\n");
    repo.write("extra", "merge only\n").stage();
    CHECK(staged(repo) == Fresh{{"a", "evil\n"}, {"extra", "merge only\n"}});
  }
}

TEST_CASE("an octopus has more than two parents", "[git]") {
  RepoBuilder repo;
  repo.write("a", "base\n").commit("base");
  for (std::string name : {"one", "two"}) {
    repo.branch(name).write(name, name + "\n").commit(name).checkout("main");
  }
  repo.write("three", "three\n").commit("three").merge({"one", "two"});
  CHECK(staged(repo).empty());
  repo.write("one", "one\nmore\n").stage();
  CHECK(staged(repo) == Fresh{{"one", "more\n"}});
}

TEST_CASE("an unmerged path is named, not scanned", "[git]") {
  RepoBuilder repo;
  repo.write("a", "base\n").write("b", "b\n").commit("base").branch("theirs");
  repo.write("a", "theirs\n").commit("theirs").checkout("main");
  repo.write("a", "ours\n").commit("ours").merge({"theirs"});
  repo.write("b", "b\nc\n").stage({"b"});
  Recording seen = record_staged(repo.path());
  CHECK(seen.fresh() == Fresh{{"b", "c\n"}});
  CHECK(seen.skipped == std::vector<Skipped>{{"a", "unmerged: not staged",
                                              Skipped::Why::kByRule}});
}

TEST_CASE("a blob that is missing or damaged is named with its id", "[git]") {
  RepoBuilder repo;
  repo.write("a", "one\n").write("b", "b\n").commit("first");
  repo.write("a", "one\ntwo\n").write("b", "b\nc\n").stage();
  std::string id = repo.git({"rev-parse", ":a"});
  std::string object = ".git/objects/" + id.substr(0, 2) + "/" + id.substr(2);
  repo.erase(object);
  std::string reason = "is not in the object database";
  SECTION("missing") {}
  SECTION("damaged") {
    repo.write(object, "garbage");
    reason = "is damaged";
  }
  Recording seen = record_staged(repo.path());
  CHECK(seen.fresh() == Fresh{{"b", "c\n"}});
  REQUIRE(seen.skipped.size() == 1);
  CHECK(seen.skipped[0].path == "a");
  CHECK(seen.skipped[0].why == Skipped::Why::kUnreadable);
  CHECK(seen.skipped[0].reason.starts_with("the blob " + id + " " + reason));
}

TEST_CASE("where the older blob is missing all of the newer is fresh",
          "[git]") {
  RepoBuilder repo;
  repo.write("a", "one\n").commit("first");
  std::string id = repo.git({"rev-parse", ":a"});
  repo.write("a", "one\ntwo\n").stage();
  repo.erase(".git/objects/" + id.substr(0, 2) + "/" + id.substr(2));
  CHECK(staged(repo) == Fresh{{"a", "one\ntwo\n"}});
}

TEST_CASE("every version of the index is read alike", "[git]") {
  for (std::string version : {"2", "3", "4"}) {
    RepoBuilder repo;
    repo.write("a", "1\n").write("dir/abc", "2\n").write("dir/abd", "3\n");
    repo.commit("first").git({"update-index", "--index-version", version});
    repo.write("dir/abc", "2\nnew\n").write("dir/x/y", "z\n").stage();
    repo.write("later", "x").git({"add", "-N", "later"});
    CAPTURE(version);
    CHECK(staged(repo) == Fresh{{"dir/abc", "new\n"}, {"dir/x/y", "z\n"}});
  }
}

TEST_CASE("a sparse index is read, and opened where it differs", "[git]") {
  RepoBuilder repo;
  repo.write("in/a", "1\n").write("out/x/b", "2\n").write("out/c", "3\n");
  repo.commit("first").write("out/x/b", "2\nnew\n").commit("second");
  repo.git({"sparse-checkout", "set", "--cone", "--sparse-index", "in"});
  repo.write("in/a", "1\nstaged\n").stage({"in/a"});
  REQUIRE(repo.git({"ls-files", "--sparse"}).contains("out/"));
  CHECK(staged(repo) == Fresh{{"in/a", "staged\n"}});
  repo.git({"reset", "--quiet", "--soft", "HEAD~1"});
  CHECK(staged(repo) == Fresh{{"in/a", "staged\n"}, {"out/x/b", "new\n"}});
}

}  // namespace stanch
