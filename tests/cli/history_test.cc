// SPDX-License-Identifier: Apache-2.0
//
// A history with a token of its own in every place where one can hide: each is
// found once, with the right story.
#include <filesystem>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/repo_builder.h"
#include "tests/support/temp_dir.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

using Json = nlohmann::json;

// What is expected of one token.
struct Expected {
  unsigned token = 0;
  std::set<std::string> paths;  // empty: none has a path
  std::string source;
  std::string reach = "refs";
  std::string first;    // commits; empty: none
  std::string last;     // likewise
  std::string removed;  // likewise
  bool in_head = false;
  std::set<std::string> refs = {};
};

class Planted {
 public:
  Planted() {
    repo.git({"config", "gc.reflogExpire", "never"});
    repo.git({"config", "gc.reflogExpireUnreachable", "never"});
    base();
    branches();
    messages();
    hidden();
    tell_the_end();
  }

  RepoBuilder repo;
  std::map<std::string, Expected> expected;

 private:
  std::string line(unsigned token) { return "key " + github_pat(token) + "\n"; }

  Expected& plant(std::string name, unsigned token) {
    Expected& out = expected[std::move(name)];
    out.token = token;
    return out;
  }

  void base() {
    repo.write("a.txt", line(1)).commit("first");
    std::string first = repo.head();
    plant("first", 1) = {1, {"a.txt"}, "commit", "refs", first};

    repo.write("gone.txt", line(2)).commit("add what goes");
    std::string added = repo.head();
    repo.rm("gone.txt").commit("remove it");
    plant("deleted", 2) = {2,     {"gone.txt"}, "commit",   "refs",
                           added, added,        repo.head()};

    repo.write(".gitattributes", "*.bin -diff\n");
    repo.write("x.bin", line(3)).commit("not shown by diff");
    plant("no diff", 3) = {3, {"x.bin"}, "commit", "refs", repo.head()};

    repo.write("old.txt", line(4) + random_text(1, 500)).commit("a name");
    std::string named = repo.head();
    repo.mv("old.txt", "new.txt").commit("another name");
    plant("renamed", 4) = {4, {"old.txt", "new.txt"}, "commit", "refs", named};
  }

  void branches() {
    repo.branch("side").write("side.txt", line(5)).commit("on a side");
    plant("other branch", 5) = {5,      {"side.txt"}, "commit",
                                "refs", repo.head(),  repo.head()};
    repo.checkout("main").branch("feature");
    repo.write("feature.txt", "a feature\n").commit("a feature");
    repo.checkout("main").write("b.txt", "b\n").commit("on main");
    repo.merge({"feature"});
    repo.write("merged.txt", line(6)).commit("merge feature");
    plant("merge", 6) = {6, {"merged.txt"}, "commit", "refs", repo.head()};
  }

  void messages() {
    // Not in the subject, which a stash would take over.
    repo.write("c.txt", "c\n").commit("a change\n\nsee " + github_pat(7));
    plant("commit message", 7) = {7,      {},          "commit-message",
                                  "refs", repo.head(), repo.head()};
    repo.git({"tag", "-a", "v1", "-m", "see " + github_pat(8)});
    plant("tag message", 8) = {8, {}, "tag-message"};
    repo.git({"notes", "add", "-m", "see " + github_pat(9)});
    std::string note = repo.git({"rev-parse", "refs/notes/commits"});
    plant("note", 9) = {9, {repo.head()}, "commit", "notes", note, note, ""};
  }

  void hidden() {
    std::string head = repo.head();
    repo.write("a.txt", line(1) + line(10));
    repo.git({"stash"});
    std::string stash = repo.git({"rev-parse", "refs/stash"});
    plant("stash", 10) = {10, {"a.txt"}, "commit", "stash"};
    repo.write("d.txt", line(11)).commit("to be forgotten");
    std::string forgotten = repo.head();
    repo.git({"reset", "--quiet", "--hard", "HEAD~1"});
    plant("reflog", 11) = {11,       {"d.txt"}, "commit",
                           "reflog", forgotten, forgotten};
    repo.write("loose.txt", line(12));
    repo.git({"hash-object", "-w", "loose.txt"});
    repo.erase("loose.txt");
    plant("blob", 12) = {12, {}, "dangling", "dangling"};
    repo.write("index.txt", line(13)).stage({"index.txt"});
    std::string tree = repo.git({"write-tree"});
    repo.git({"rm", "--quiet", "--cached", "index.txt"});
    repo.erase("index.txt");
    std::string lost =
        repo.git({"commit-tree", "-p", head, "-m", "no ref", tree});
    plant("unreachable", 13) = {13,   {"index.txt"}, "commit", "unreachable",
                                lost, lost};
    repo.write("staged.txt", line(14)).stage({"staged.txt"});
    plant("staged", 14) = {14, {"staged.txt"}, "staged", "staged"};
  }

  // Fills in what depends on the end of the history. A stash is a commit on top
  // of it, so it holds what main holds and is the last that does.
  void tell_the_end() {
    std::string stash = repo.git({"rev-parse", "refs/stash"});
    std::set<std::string> main = {"HEAD", "refs/heads/main", "refs/stash",
                                  "refs/tags/v1"};
    std::set<std::string> all = main;
    all.insert({"refs/heads/side", "refs/heads/feature"});
    for (auto name : {"first", "no diff", "renamed", "merge"}) {
      expected[name].last = stash;
      expected[name].in_head = true;
    }
    for (auto name : {"first", "deleted", "no diff", "renamed"}) {
      expected[name].refs = all;
    }
    expected["merge"].refs = main;
    expected["commit message"].refs = main;
    expected["tag message"].refs = {"refs/tags/v1"};
    expected["other branch"].refs = {"refs/heads/side"};
    expected["note"].refs = {"refs/notes/commits"};
    expected["stash"].refs = {"refs/stash"};
  }
};

std::string id_of(const Json& commit) {
  return commit.is_null() ? std::string() : commit["id"].get<std::string>();
}

void check(const Json& finding, const std::string& name,
           const Expected& expected) {
  INFO(name << ": " << finding.dump(1));
  CHECK(finding["source"] == expected.source);
  CHECK(finding["reach"] == expected.reach);
  CHECK(finding["in_head"] == expected.in_head);
  std::set<std::string> paths;
  for (const Json& place : finding["occurrences"]) {
    const auto& path = place["path"].get_ref<const std::string&>();
    if (!path.empty()) paths.insert(path);
  }
  if (name == "note") {  // stands under the id of what it is about
    CHECK(paths.size() == 1);
  } else {
    CHECK(paths == expected.paths);
  }
  if (!expected.first.empty()) {
    CHECK(id_of(finding["first_commit"]) == expected.first);
    CHECK(id_of(finding["last_commit"]) == expected.last);
    CHECK(id_of(finding["removed_commit"]) == expected.removed);
  }
  std::set<std::string> refs = finding["refs"];
  refs.erase("worktrees/linked/HEAD");
  refs.erase("main-worktree/HEAD");
  refs.erase("refs/heads/linked");
  CHECK(refs == expected.refs);
}

void check_all(const Planted& planted, const std::string& folder) {
  Outcome outcome =
      run_stanch({"git", "-f", "json", "--redact=0", "."}, folder);
  INFO(outcome.err);
  REQUIRE(outcome.exit == 1);
  Json report = Json::parse(outcome.out);
  CHECK(report["run"]["complete"] == true);
  std::map<std::string, std::vector<Json>> by_secret;
  for (const Json& finding : report["findings"]) {
    by_secret[finding["secret"]].push_back(finding);
  }
  CHECK(by_secret.size() == planted.expected.size());
  for (const auto& [name, expected] : planted.expected) {
    INFO(name);
    const auto& findings = by_secret[github_pat(expected.token)];
    REQUIRE(findings.size() == 1);
    check(findings.front(), name, expected);
  }
}

}  // namespace

TEST_CASE("each token of a planted history is found once, with its story",
          "[cli]") {
  Planted planted;
  const RepoBuilder& repo = planted.repo;
  SECTION("loose") { check_all(planted, repo.path()); }
  SECTION("packed, and what is unreachable loose") {
    repo.git({"repack", "-A", "-d", "-f", "-q"});
    check_all(planted, repo.path());
  }
  SECTION("packed, and what is unreachable in a cruft pack") {
    repo.git({"gc", "--quiet", "--cruft", "--prune=never"});
    check_all(planted, repo.path());
  }
}

TEST_CASE("a linked work tree and a submodule have the whole history",
          "[cli]") {
  RepoBuilder inner, outer;
  inner.write("in.txt", "key " + github_pat(21) + "\n").commit("inside");
  inner.rm("in.txt").commit("gone");
  outer.write("out.txt", "key " + github_pat(22) + "\n").commit("outside");
  outer.rm("out.txt").commit("gone");
  outer.submodule(inner, "lib").commit("with a submodule");
  auto secrets = [](const std::vector<std::string>& arguments,
                    const std::string& folder) {
    std::vector<std::string> all = {"git", "-f", "json", "--redact=0"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    Outcome outcome = run_stanch(all, folder);
    INFO(outcome.err);
    std::map<std::string, std::string> out;
    Json report = Json::parse(outcome.out);
    for (const Json& finding : report["findings"]) {
      out[finding["secret"]] = finding["path"];
    }
    return out;
  };
  using Secrets = std::map<std::string, std::string>;
  Secrets outside = {{github_pat(22), "out.txt"}};
  CHECK(secrets({}, outer.worktree("linked")) == outside);
  CHECK(secrets({}, outer.path()) == outside);
  CHECK(secrets({}, outer.path("lib")) == Secrets{{github_pat(21), "in.txt"}});
  CHECK(secrets({"--submodules"}, outer.path()) ==
        Secrets{{github_pat(22), "out.txt"}, {github_pat(21), "lib/in.txt"}});
}

TEST_CASE("what a pull request adds is found, and nothing else", "[cli]") {
  RepoBuilder repo;
  repo.write("a.txt", "key " + github_pat(31) + "\nmore\n").commit("before");
  std::string base = repo.head();
  repo.branch("change");
  repo.write("a.txt", "key " + github_pat(31) + "\nmore and more\n");
  repo.commit("near it");
  CHECK(run_stanch({"git", "--range", "main..HEAD"}, repo.path()).exit == 0);
  repo.write("b.txt", "key " + github_pat(32) + "\n").commit("a leak");
  repo.rm("b.txt").commit("and away");
  Outcome outcome =
      run_stanch({"git", "-f", "json", "--range", "main..HEAD"}, repo.path());
  REQUIRE(outcome.exit == 1);
  Json findings = Json::parse(outcome.out)["findings"];
  REQUIRE(findings.size() == 1);
  CHECK(findings[0]["path"] == "b.txt");
  CHECK(findings[0]["commit"] == repo.git({"rev-parse", "HEAD~1"}));
  Outcome detect =
      run_stanch({"detect", "--log-opts", "main..HEAD"}, repo.path());
  CHECK(detect.exit == 1);
  CHECK(run_stanch({"git", "--range", "nowhere..HEAD"}, repo.path()).exit == 2);
}

TEST_CASE("a base that a shallow clone lacks is an error and no wider scan",
          "[cli]") {
  RepoBuilder origin;
  origin.write("a.txt", "key " + github_pat(41) + "\n").commit("one");
  std::string base = origin.head();
  origin.write("b.txt", "b\n").commit("two");
  TempDir folder;
  std::string clone = folder.path().string() + "/clone";
  origin.git(
      {"clone", "--quiet", "--depth=1", "file://" + origin.path(), clone});
  Outcome outcome = run_stanch({"git", "--range", base + "..HEAD"}, clone);
  INFO(outcome.err);
  CHECK(outcome.exit == 3);
  CHECK(outcome.err.contains("git fetch"));
}

TEST_CASE("a history elsewhere is cloned, scanned and gone", "[cli]") {
  RepoBuilder origin;
  origin.write("a.txt", "key " + github_pat(51) + "\n").commit("one");
  origin.rm("a.txt").commit("two");
  TempDir folder;
  std::string url = "file://" + origin.path();
  Outcome outcome = Command{.arguments = {"git", url},
                            .folder = folder.path(),
                            .environment = {{"TMPDIR", folder.path()}}}
                        .run();
  INFO(outcome.err);
  CHECK(outcome.exit == 1);
  CHECK(outcome.out.contains("github-pat"));
  CHECK(std::filesystem::is_empty(folder.path()));
  CHECK(run_stanch({"git", "ext::sh -c true"}, folder.path()).exit == 2);
}

TEST_CASE("a second sweep with a state reads only what is new", "[cli]") {
  RepoBuilder repo;
  repo.write("a.txt", "key " + github_pat(61) + "\n").commit("one");
  repo.git({"repack", "-adq"});
  TempDir folder;
  std::string state = folder.path().string() + "/state";
  auto sweep = [&](std::vector<std::string> more = {}) {
    std::vector<std::string> all = {"git", "-f", "json", "--state", state};
    all.insert(all.end(), more.begin(), more.end());
    Outcome outcome = run_stanch(all, repo.path());
    INFO(outcome.err);
    return Json::parse(outcome.out);
  };
  CHECK(sweep()["run"]["blobs"] == 2);
  Json again = sweep();
  CHECK(again["run"]["blobs"] == 0);
  CHECK(again["findings"].empty());
  repo.write("b.txt", "key " + github_pat(62) + "\n").commit("two");
  Json third = sweep();
  CHECK(third["run"]["blobs"] == 2);
  REQUIRE(third["findings"].size() == 1);
  CHECK(third["findings"][0]["first_commit"]["id"] == repo.head());
  repo.git({"repack", "-adfq"});
  CHECK(sweep()["run"]["blobs"] == 0);
  std::string other =
      folder.write("other.toml", "[rules]\ndisable = [\"age-secret-key\"]\n");
  Json full = sweep({"-c", other});
  CHECK(full["run"]["blobs"] == 4);
  CHECK(full["run"]["skipped"][0]["reason"].get<std::string>().contains(
      "everything is scanned"));
}

}  // namespace stanch
