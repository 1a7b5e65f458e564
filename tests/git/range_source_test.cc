// SPDX-License-Identifier: Apache-2.0
#include "git/range_source.h"

#include <algorithm>
#include <map>
#include <string>

#include "git/log_opts.h"
#include "tests/git/opened_repo.h"
#include "tests/git/range_recording.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace stanch {
namespace {

using Fresh = std::map<std::string, std::string>;

// {path: fresh text} of one commit.
Fresh added_by(const RepoBuilder& repo, const std::string& commit,
               const std::string& words = "--all") {
  const std::string id = repo.git({"rev-parse", commit});
  Fresh out;
  for (auto& [place, text] : record_range(repo.path(), words).added) {
    if (place.first == id) out[place.second] = text;
  }
  return out;
}

Result<std::unique_ptr<Source>> opened(OpenedRepo& repo, CommitChoice choice) {
  return open_range(repo.store, repo.refs,
                    {.choice = std::move(choice), .now = 1'800'000'000});
}

Error refused(const std::string& path, std::string_view words) {
  OpenedRepo repo(path);
  auto source = opened(repo, expected(parse_log_opts(words)));
  INFO(words);
  REQUIRE_FALSE(source);
  return source.error();
}

std::string id_of(const RepoBuilder& repo, const std::string& name) {
  return repo.git({"rev-parse", name});
}

void lose(RepoBuilder& repo, const std::string& id) {
  repo.erase(".git/objects/" + id.substr(0, 2) + "/" + id.substr(2));
}

}  // namespace

TEST_CASE("a commit is fresh in what it adds, and named", "[git]") {
  for (std::string format : {"sha1", "sha256"}) {
    RepoBuilder repo({"--object-format=" + format});
    repo.write("d/a", "one\ntwo\n").write("b", "same\n").commit("first");
    repo.write("d/a", "one\nnew\ntwo\n").commit("second");
    repo.git({"-c", "user.name=Eve", "commit", "--quiet", "--allow-empty",
              "--amend", "--no-edit", "--author=Zo\xc3\xab <zoe@example.org>",
              "--date=2024-02-29T23:30:00 +0530"});
    CAPTURE(format);
    CHECK(added_by(repo, "HEAD~") ==
          Fresh{{"b", "same\n"}, {"d/a", "one\ntwo\n"}});
    CHECK(added_by(repo, "HEAD") == Fresh{{"d/a", "new\n"}});
    RangeRecording seen = record_range(repo.path(), "HEAD~..HEAD");
    REQUIRE(seen.provenances.size() == 1);
    CHECK(seen.provenances[0] ==
          Provenance{"commit",
                     "d/a",
                     {{"commit", repo.head()},
                      {"author", "Zo\xc3\xab"},
                      {"email", "zoe@example.org"},
                      {"date", "2024-02-29T23:30:00+05:30"},
                      {"blob", id_of(repo, "HEAD:d/a")}}});
  }
}

TEST_CASE("a clean merge adds nothing, an evil one what it invents", "[git]") {
  RepoBuilder repo;
  repo.write("a", "1\n2\n3\n4\n5\n6\n7\n").commit("base").branch("side");
  repo.write("a", "1\n2\n3\n4\n5\n6\nside\n").write("s", "s\n").commit("side");
  repo.checkout("main").write("a", "main\n2\n3\n4\n5\n6\n7\n");
  repo.write("m", "m\n").commit("main").merge({"side"}).commit("clean");
  CHECK(added_by(repo, "HEAD").empty());
  CHECK(added_by(repo, "side") == Fresh{{"a", "side\n"}, {"s", "s\n"}});

  repo.write("a", "main\n2\n3\nevil\n4\n5\n6\nside\n").write("e", "e\n");
  repo.stage().git({"commit", "--quiet", "--amend", "-m", "evil"});
  CHECK(added_by(repo, "HEAD") == Fresh{{"a", "evil\n"}, {"e", "e\n"}});
}

TEST_CASE("of an octopus only lines of no parent are fresh", "[git]") {
  RepoBuilder repo;
  repo.write("base", "x\n").commit("base");
  for (std::string name : {"one", "two", "three"}) {
    repo.checkout("main").branch(name).write(name, name + "\n").commit(name);
  }
  repo.checkout("main").commit("main").merge({"one", "two", "three"});
  repo.write("two", "two\nadded\n").write("base", "x\ny\n").commit("octopus");
  REQUIRE(repo.git({"rev-list", "--parents", "-1", "HEAD"}).size() > 160);
  CHECK(added_by(repo, "HEAD") == Fresh{{"base", "y\n"}, {"two", "added\n"}});
}

TEST_CASE("where first parents are followed a merge brings all", "[git]") {
  RepoBuilder repo;
  repo.write("a", "a\n").commit("base").branch("side");
  repo.write("s", "s\n").commit("side").checkout("main").commit("main");
  repo.merge({"side"}).commit("merge");
  CHECK(added_by(repo, "HEAD", "--first-parent HEAD") == Fresh{{"s", "s\n"}});
  CHECK(added_by(repo, "side", "--first-parent HEAD").empty());
  CHECK(added_by(repo, "HEAD", "HEAD").empty());
  CHECK(added_by(repo, "side", "--no-merges HEAD") == Fresh{{"s", "s\n"}});
}

TEST_CASE("a rename in a commit is fresh where it was edited", "[git]") {
  RepoBuilder repo;
  std::string text;
  for (int i = 0; i < 40; ++i) text += "line " + std::to_string(i) + "\n";
  repo.write("old", text).write("plain", text + "p\n").commit("first");
  repo.mv("old", "dir/new").mv("plain", "dir/plain");
  repo.write("dir/new", text + "edited\n").commit("second");
  CHECK(added_by(repo, "HEAD") == Fresh{{"dir/new", "edited\n"}});
}

TEST_CASE("a merge follows renames of either side", "[git]") {
  RepoBuilder repo;
  std::string text;
  for (int i = 0; i < 40; ++i) text += "line " + std::to_string(i) + "\n";
  repo.write("old", text).commit("base").branch("side");
  repo.mv("old", "new").commit("renamed").checkout("main");
  repo.write("old", "top\n" + text).commit("edited").merge({"side"});
  repo.write("new", "top\n" + text + "evil\n").commit("merge");
  CHECK(added_by(repo, "HEAD") == Fresh{{"new", "evil\n"}});
}

TEST_CASE("modes, types, binaries and attributes in a commit", "[git]") {
  RepoBuilder inner;
  inner.commit("inner");
  RepoBuilder repo;
  const std::string binary("bin\0ary\n", 8);
  repo.write("f", "x\n")
      .write("g", "target")
      .write(".gitattributes", "*.bin -diff\n");
  repo.commit("first").git({"update-index", "--chmod=+x", "f"});
  repo.git({"commit", "--quiet", "-m", "mode alone"});
  CHECK(added_by(repo, "HEAD").empty());
  repo.erase("g").link("g", "elsewhere").write("b.bin", binary);
  repo.submodule(inner, "sub").commit("second");
  Fresh seen = added_by(repo, "HEAD");
  seen.erase(".gitmodules");
  CHECK(seen == Fresh{{"b.bin", binary}, {"g", "elsewhere"}});
  repo.write("b.bin", binary + "more\n").commit("third");
  CHECK(added_by(repo, "HEAD") == Fresh{{"b.bin", "more\n"}});
}

TEST_CASE("only the paths that were chosen are lent", "[git]") {
  RepoBuilder repo;
  repo.write("src/a.c", "a\n").write("src/b.h", "b\n").write("doc/a.c", "d\n");
  repo.write("srcs", "s\n").commit("first");
  auto paths = [&](const std::string& words) {
    std::string out;
    for (const auto& [path, text] : added_by(repo, "HEAD", words)) {
      out += path + " ";
    }
    return out;
  };
  CHECK(paths("-- src") == "src/a.c src/b.h ");
  CHECK(paths("-- ./src/ srcs") == "src/a.c src/b.h srcs ");
  CHECK(paths("-- *.c") == "doc/a.c src/a.c ");
  CHECK(paths("-- . :!doc") == "src/a.c src/b.h srcs ");
  CHECK(paths("-- :(exclude)src") == "doc/a.c srcs ");
  CHECK(paths("-- 's[r]c/*.h'") == "src/b.h ");
  CHECK(paths("-- missing").empty());
}

TEST_CASE("branches, dates and counts choose commits together", "[git]") {
  RepoBuilder repo;
  repo.write("1", "1").commit("one").write("2", "2").commit("two");
  repo.branch("side").write("3", "3").commit("three").checkout("main");
  repo.write("4", "4").commit("four");
  OpenedRepo git(repo.path());
  auto lent = [&](CommitChoice choice) {
    std::string out;
    auto source = expected(opened(git, std::move(choice)));
    for (const auto& [place, text] : record_range(*source).added) out += text;
    std::ranges::sort(out);
    return out;
  };
  // Commit n is of 60 * n seconds after this.
  const std::int64_t start = 1'700'000'000;
  auto at = [start](int n) {
    return "@" + std::to_string(start + std::int64_t{60} * n);
  };
  CHECK(lent({.ranges = {"HEAD~1.."}}) == "4");
  CHECK(lent({.ranges = {"main..side"}}) == "3");
  CHECK(lent({.ranges = {"main...side"}}) == "34");
  CHECK(lent({.ranges = {"main.."}, .branches = {"side"}}) == "3");
  CHECK(lent({.branches = {"side"}}) == "123");
  CHECK(lent({.branches = {"side"}, .max_count = 2}) == "23");
  CHECK(lent({.branches = {"side", "main"}, .since = "main~1"}) == "34");
  CHECK(lent({.since = "side"}) == "4");
  CHECK(lent({.since = at(3)}) == "34");
  CHECK(lent({.since = at(3), .max_count = 9}) == "4");
  CHECK(lent({.branches = {"side"}, .since = at(2), .until = at(2)}) == "2");
  CHECK(lent({.max_count = 1}) == "4");
  CHECK(lent({.max_count = 0}).empty());
  CHECK(lent({.ranges = {"HEAD..HEAD"}}).empty());
  CHECK(lent({.ranges = {"^side", "main"}}) == "4");
}

TEST_CASE("a choice that cannot be meant is refused", "[git]") {
  RepoBuilder repo;
  repo.commit("one").branch("feature");
  for (auto [words, part] :
       {std::pair{"feture..HEAD", "did you mean 'feature'?"},
        std::pair{"HEAD..nothing", "no revision 'nothing'"},
        std::pair{"..", "names no commit"}, std::pair{"...", "names no commit"},
        std::pair{"''", "not understood"},
        std::pair{"--since=someday", "no date or a commit"},
        std::pair{"--until=HEAD", "no date"},
        std::pair{"HEAD:file", "not understood"}}) {
    Error error = refused(repo.path(), words);
    CAPTURE(words, error.message);
    CHECK(error.kind == ErrorKind::kUsage);
    CHECK(error.message.contains(part));
  }
}

TEST_CASE("an object that is missing is named and the rest is read", "[git]") {
  RepoBuilder repo;
  repo.write("a", "a\n").write("b", "b\n").commit("first");
  repo.write("a", "a\nmore\n").write("b", "b\nmore\n").write("d/c", "c\n");
  repo.commit("second");
  const std::string blob = id_of(repo, "HEAD:a");
  const std::string folder = id_of(repo, "HEAD:d");
  lose(repo, blob);
  lose(repo, folder);
  lose(repo, id_of(repo, "HEAD~:b"));
  RangeRecording seen = record_range(repo.path(), "HEAD~..HEAD");
  // Where the older one is missing all of the newer is fresh.
  CHECK(seen.added == Added{{{repo.head(), "b"}, "b\nmore\n"}});
  REQUIRE(seen.skipped.size() == 2);
  CHECK(seen.skipped[0].path == "a");
  CHECK(seen.skipped[0].why == Skipped::Why::kUnreadable);
  CHECK(seen.skipped[0].reason.contains(blob));
  CHECK(seen.skipped[1].path == "d/");
  CHECK(seen.skipped[1].reason.contains(folder));
}

TEST_CASE("what a partial clone left out is named, or allowed", "[git]") {
  RepoBuilder repo;
  repo.write("a", "a\n").commit("first").write("a", "a\nb\n").commit("second");
  repo.write("b", "new\n").commit("third").git({"revert", "--no-edit", "HEAD"});
  repo.git({"config", "uploadpack.allowFilter", "true"});
  std::string clone = repo.path() + "-partial";
  repo.git({"clone", "--quiet", "--bare", "--filter=blob:none",
            "file://" + repo.path(), clone});
  for (bool allowed : {false, true}) {
    RangeRecording seen = record_range(clone, "main", allowed);
    CAPTURE(allowed);
    CHECK(seen.added.empty());
    REQUIRE(seen.skipped.size() == 3);
    for (const Skipped& one : seen.skipped) {
      CHECK(one.reason.contains("partial clone"));
      CHECK(one.why ==
            (allowed ? Skipped::Why::kByRule : Skipped::Why::kUnreadable));
    }
  }
  // Without its trees too.
  std::string treeless = repo.path() + "-treeless";
  repo.git({"clone", "--quiet", "--bare", "--filter=tree:0",
            "file://" + repo.path(), treeless});
  RangeRecording seen = record_range(treeless, "main");
  CHECK(seen.added.empty());
  CHECK(seen.skipped.size() == 4);
}

TEST_CASE("a shallow clone that is too short for a range is an error",
          "[git]") {
  RepoBuilder repo;
  for (int i = 0; i < 6; ++i) {
    repo.write("f" + std::to_string(i), "x\n").commit("commit");
  }
  std::string clone = repo.path() + "-shallow";
  repo.git({"clone", "--quiet", "--depth=3", "file://" + repo.path(), clone});
  for (const std::string& words :
       {std::string("HEAD~3..HEAD"), std::string("HEAD~5.."),
        id_of(repo, "HEAD~4") + "..HEAD", std::string("-3"),
        std::string("--since=2001-01-01"), std::string("v1..HEAD")}) {
    CAPTURE(words);
    Error error = refused(clone, words);
    CHECK(error.kind == ErrorKind::kUnreadable);
    CHECK(error.message.contains("git fetch --unshallow"));
  }
  CHECK(record_range(clone, "HEAD~2..HEAD").added.size() == 2);
  CHECK(record_range(clone, "-2").added.size() == 2);
  // With no limit what is there is read, and what is not is said.
  RangeRecording all = record_range(clone, "HEAD");
  CHECK(all.added.size() == 2 + 4);
  REQUIRE(all.skipped.size() == 1);
  CHECK(all.skipped[0].path == "commit " + id_of(repo, "HEAD~2"));
  CHECK(all.skipped[0].why == Skipped::Why::kByRule);
}

TEST_CASE("ranges are read in linked work trees and by alternates", "[git]") {
  RepoBuilder repo;
  repo.write("a", "a\n").commit("first");
  std::string linked = repo.worktree("linked");
  repo.git_in(linked, {"commit", "--quiet", "--allow-empty", "-m", "second"});
  std::string shared = repo.path() + "-shared";
  repo.git({"clone", "--quiet", "--shared", repo.path(), shared});
  CHECK(record_range(linked, "HEAD").added.size() == 1);
  CHECK(record_range(shared, "HEAD").added.size() == 1);
  CHECK(record_range(linked, "main..HEAD").added.empty());
}

TEST_CASE("a commit of very many files is lent whole", "[git]") {
  RepoBuilder repo;
  for (int i = 0; i < 600; ++i) {
    repo.write("d" + std::to_string(i % 7) + "/" + std::to_string(i),
               std::to_string(i) + "\n");
  }
  repo.commit("first");
  RangeRecording seen = record_range(repo.path(), "HEAD");
  CHECK(seen.added.size() == 600);
  for (const auto& [place, text] : seen.added) {
    CHECK(place.second.ends_with("/" + text.substr(0, text.size() - 1)));
  }
}

TEST_CASE("a run that was interrupted scans no more", "[git]") {
  RepoBuilder repo;
  repo.write("a", "a\n").commit("first");
  OpenedRepo git(repo.path());
  auto source = expected(opened(git, {.ranges = {"HEAD"}}));
  TaskContext context;
  std::size_t tasks = 0;
  context.stopped = [] { return true; };
  context.skip = [](const Skipped&) {};
  context.spawn = [&](Task task) {
    ++tasks;
    task(context);
  };
  context.scan = [](const Blob&) { FAIL("scanned"); };
  source->split(context);
  CHECK(tasks == 0);
}

}  // namespace stanch
