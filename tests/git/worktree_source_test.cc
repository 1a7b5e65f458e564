// SPDX-License-Identifier: Apache-2.0
#include "git/worktree_source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "tests/git/recording.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace stanch {
namespace {

using Fresh = std::map<std::string, std::string>;

Recording worktree(const std::string& path, WorktreeOptions options = {}) {
  auto repository = Repository::open(path);
  REQUIRE(repository);
  auto source = open_worktree(*repository, options);
  REQUIRE(source);
  return record(**source);
}

}  // namespace

TEST_CASE("the work tree: what is on disk and in no commit", "[git]") {
  RepoBuilder repo;
  repo.write("same", "1\n").write("edited", "a\nb\n").write("gone", "x\n");
  repo.write("staged", "1\n").write("reverted", "1\n").write("dir/x", "1\n");
  repo.write(".gitignore", "*.log\nbuild/\n").commit("first");
  repo.write("staged", "1\n2\n")
      .write("reverted", "1\n2\n")
      .write("new", "n\n");
  repo.stage().write("staged", "1\n2\n3\n").write("reverted", "1\n");
  repo.write("edited", "a\nnew\nb\n").erase("gone");
  repo.write("dir/untracked", "u\n").write("other/deep/file", "o");
  repo.write("a.log", "ignored\n").write("build/out", "ignored\n");
  Recording seen = worktree(repo.path());
  CHECK(seen.fresh() == Fresh{{"dir/untracked", "u\n"},
                              {"edited", "new\n"},
                              {"new", "n\n"},
                              {"other/deep/file", "o"},
                              {"staged", "2\n3\n"}});
  CHECK(seen.skipped.empty());
  CHECK(seen.blobs.at("edited").provenance ==
        Provenance{"worktree", "edited", {}});
}

TEST_CASE("the work tree before the first commit is all fresh", "[git]") {
  RepoBuilder repo;
  repo.write("a", "1\n").stage().write("b", "2\n").write("a", "1\n2\n");
  CHECK(worktree(repo.path()).fresh() == Fresh{{"a", "1\n2\n"}, {"b", "2\n"}});
}

TEST_CASE("a file that is tracked no more but on disk is compared", "[git]") {
  RepoBuilder repo;
  repo.write("a", "1\n").write("later", "").commit("first");
  repo.git({"rm", "--cached", "--quiet", "a"});
  repo.write("a", "1\nnew\n").write("n", "n\n").git({"add", "-N", "n"});
  CHECK(worktree(repo.path()).fresh() == Fresh{{"a", "new\n"}, {"n", "n\n"}});
}

TEST_CASE("links and changes of type on disk", "[git]") {
  RepoBuilder repo;
  repo.write("file", "text\n").link("link", "target").commit("first");
  repo.erase("file").link("file", "elsewhere").erase("link");
  repo.write("link", "target").link("dangling", "/nowhere");
  CHECK(worktree(repo.path()).fresh() == Fresh{{"dangling", "/nowhere"},
                                               {"file", "elsewhere"},
                                               {"link", "target"}});
}

TEST_CASE("a folder on disk in place of a tracked file", "[git]") {
  RepoBuilder repo;
  repo.write("x", "1\n").write("y/z", "2\n").commit("first");
  repo.erase("x").write("x/new", "n\n").erase("y").write("y", "f\n");
  CHECK(worktree(repo.path()).fresh() == Fresh{{"x/new", "n\n"}, {"y", "f\n"}});
}

TEST_CASE("ignore files of every kind count, for untracked files", "[git]") {
  RepoBuilder repo;
  repo.write("kept.log", "1\n").write("dir/a", "1\n").commit("first");
  repo.write(".gitignore", "*.log\n!good.log\nbuild/\n").commit("second");
  repo.write(".git/info/exclude", "private\n");
  repo.write("dir/.gitignore", "/here\n").commit("third");
  repo.write("kept.log", "1\n2\n").write("x.log", "x").write("private", "x");
  repo.write("good.log", "g").write("dir/here", "x").write("dir/sub/here", "h");
  repo.write("build/deep/x", "x").write("dir/x.log", "x");
  CHECK(worktree(repo.path()).fresh() ==
        Fresh{{"dir/sub/here", "h"}, {"good.log", "g"}, {"kept.log", "2\n"}});
}

TEST_CASE("checked-out line ends are not new", "[git]") {
  RepoBuilder repo;
  repo.write(".gitattributes", "*.txt text eol=crlf\n");
  repo.write("a.txt", "one\r\ntwo\r\n").commit("first");
  repo.write("a.txt", "one\r\nnew\r\ntwo\r\n");
  CHECK(worktree(repo.path()).fresh() == Fresh{{"a.txt", "new\r\n"}});
}

TEST_CASE("a conflict on disk is compared with HEAD", "[git]") {
  RepoBuilder repo;
  repo.write("a", "base\n").commit("base").branch("theirs");
  repo.write("a", "theirs\n").commit("theirs").checkout("main");
  repo.write("a", "ours\n").commit("ours").merge({"theirs"});
  CHECK(worktree(repo.path()).fresh() ==
        Fresh{{"a", "<<<<<<< HEAD\n=======\ntheirs\n>>>>>>> theirs\n"}});
}

TEST_CASE("repositories inside, FIFOs and sockets are not read", "[git]") {
  RepoBuilder inner;
  inner.write("a", "1\n").commit("first");
  RepoBuilder repo;
  repo.commit("first").submodule(inner, "mod").commit("mod");
  repo.write("mod/untracked", "x\n");
  repo.git({"init", "--quiet", "nested"});
  repo.write("nested/a", "x\n");
  REQUIRE(::mkfifo(repo.path("fifo").c_str(), 0600) == 0);
  Recording seen = worktree(repo.path());
  CHECK(seen.blobs.empty());
  CHECK(seen.skipped ==
        std::vector<Skipped>{
            {"fifo", "not a regular file", Skipped::Why::kByRule},
            {"nested/", "a repository of its own", Skipped::Why::kByRule}});
}

TEST_CASE("a long file is lent in windows that overlap", "[git]") {
  RepoBuilder repo;
  std::string text;
  for (int i = 0; text.size() < 10000; ++i) text += std::to_string(i) + "\n";
  repo.write("long", text).write("short", text.substr(0, 999));
  auto repository = Repository::open(repo.path());
  REQUIRE(repository);
  auto source = open_worktree(*repository, {.window = 1000, .overlap = 100});
  REQUIRE(source);
  std::string owned;
  std::vector<std::uint64_t> sizes;
  TaskContext context;
  context.stopped = [] { return false; };
  context.spawn = [&](Task task) { task(context); };
  context.skip = [](const Skipped& one) { FAIL(one.path + ": " + one.reason); };
  context.scan = [&](const Blob& blob) {
    sizes.push_back(blob.bytes.size());
    if (blob.provenance.path == "short") return;
    REQUIRE(blob.owned);
    CHECK(blob.bytes == text.substr(blob.offset, blob.bytes.size()));
    CHECK(blob.start == advance({}, text.substr(0, blob.offset)));
    CHECK(blob.offset + blob.owned->begin == owned.size());
    owned += blob.bytes.substr(blob.owned->begin, blob.owned->size());
  };
  (*source)->split(context);
  CHECK(owned == text);
  CHECK(sizes.size() > 10);
  CHECK(std::ranges::max(sizes) == 1000);
}

TEST_CASE("what cannot be read is named", "[git]") {
  if (::geteuid() == 0) return;  // root reads everything
  RepoBuilder repo;
  repo.write("a", "1\n").commit("first").write("a", "1\n2\n");
  repo.write("locked/b", "x\n");
  REQUIRE(::chmod(repo.path("a").c_str(), 0) == 0);
  REQUIRE(::chmod(repo.path("locked").c_str(), 0) == 0);
  Recording seen = worktree(repo.path());
  ::chmod(repo.path("locked").c_str(), 0700);
  REQUIRE(seen.skipped.size() == 2);
  CHECK(seen.skipped[0].path == "a");
  CHECK(seen.skipped[0].reason == "Permission denied");
  CHECK(seen.skipped[1].path == "locked/");
  CHECK(seen.skipped[1].why == Skipped::Why::kUnreadable);
}

TEST_CASE("a bare repository has nothing on disk", "[git]") {
  RepoBuilder bare({"--bare"});
  auto repository = Repository::open(bare.path());
  REQUIRE(repository);
  auto source = open_worktree(*repository);
  REQUIRE_FALSE(source);
  CHECK(source.error().kind == ErrorKind::kUsage);
}

TEST_CASE("the work tree of a damaged index is refused", "[git]") {
  RepoBuilder repo;
  repo.write("a", "1\n").commit("first").write(".git/index", "garbage");
  auto repository = Repository::open(repo.path());
  REQUIRE(repository);
  auto source = open_worktree(*repository);
  REQUIRE_FALSE(source);
  CHECK(source.error().kind == ErrorKind::kUnreadable);
}

}  // namespace stanch
