// SPDX-License-Identifier: Apache-2.0
#include "git/revision.h"

#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/git/opened_repo.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace stanch {
namespace {

std::string resolved(const OpenedRepo& repo, std::string_view name) {
  ObjectReader reader(repo.store);
  auto id = Revisions(repo.store, repo.refs, reader).commit(name);
  return id ? hex(*id) : id.error().message;
}

Error refused(const OpenedRepo& repo, std::string_view name) {
  ObjectReader reader(repo.store);
  auto id = Revisions(repo.store, repo.refs, reader).commit(name);
  INFO(name);
  REQUIRE_FALSE(id);
  return id.error();
}

}  // namespace

TEST_CASE("revisions are those that git finds", "[git]") {
  for (std::string format : {"sha1", "sha256"}) {
    RepoBuilder repo({"--object-format=" + format});
    repo.commit("one").branch("side").commit("two").commit("three");
    repo.checkout("main").commit("four").merge({"side"}).commit("merged");
    repo.git({"tag", "--annotate", "--message=x", "v1"});
    repo.git({"tag", "--annotate", "--message=x", "vv1", "v1"});
    // One name, three places: the tag comes first.
    repo.git({"tag", "same", "HEAD~1"});
    repo.git({"update-ref", "refs/heads/same", "HEAD~2"});
    repo.git({"update-ref", "refs/remotes/origin/main", "side"});
    repo.git({"symbolic-ref", "refs/remotes/origin/HEAD",
              "refs/remotes/origin/main"});
    OpenedRepo opened(repo.path());
    const std::string head = repo.head();
    for (const std::string& name : {std::string("HEAD"),
                                    std::string("@"),
                                    std::string("main"),
                                    std::string("side~1"),
                                    std::string("HEAD^2"),
                                    std::string("HEAD^2~1"),
                                    std::string("HEAD^^"),
                                    std::string("HEAD~2"),
                                    std::string("@~"),
                                    std::string("v1"),
                                    std::string("vv1"),
                                    std::string("v1^{}"),
                                    std::string("v1^{commit}~1"),
                                    std::string("HEAD^0"),
                                    std::string("HEAD~0"),
                                    std::string("same"),
                                    std::string("heads/same"),
                                    std::string("refs/heads/same"),
                                    std::string("origin"),
                                    std::string("origin/main"),
                                    head,
                                    head.substr(0, 12) + "~1",
                                    repo.git({"rev-parse", "v1"})}) {
      CAPTURE(format, name);
      CHECK(resolved(opened, name) ==
            repo.git({"rev-parse", "--verify", "--quiet", "--end-of-options",
                      name + "^{commit}"}));
    }
  }
}

TEST_CASE("what is no revision is said, with what was meant", "[git]") {
  RepoBuilder repo;
  repo.write("a", "x").commit("one").commit("two").branch("feature");
  OpenedRepo opened(repo.path());
  const std::string head = repo.head();
  CHECK(refused(opened, "featrue").message ==
        "there is no revision 'featrue'; did you mean 'feature'?");
  CHECK(refused(opened, "zzz~2").message == "there is no revision 'zzz'");
  CHECK(refused(opened, "HEAD~2").message ==
        "there is no 'HEAD~2': commit " + repo.git({"rev-parse", "HEAD~"}) +
            " has 0 parents");
  CHECK(refused(opened, "HEAD^2").message.contains("has 1 parent"));
  CHECK(refused(opened, repo.git({"rev-parse", "HEAD:a"}))
            .message.contains("is a blob, not a commit"));
  CHECK(refused(opened, repo.git({"rev-parse", "HEAD^{tree}"}))
            .message.contains("is a tree, not a commit"));
  for (std::string_view name :
       {"", "~", "^", "HEAD@{1}", "@{upstream}", ":/one", "HEAD:a",
        "HEAD^{tree}", "HEAD^{", "HEAD~99999999999999999999", "HEAD^-1",
        "HEAD~x", "HEAD^{commit"}) {
    CAPTURE(name);
    CHECK(refused(opened, name).message.contains("is not understood"));
  }
  for (std::string_view name : {"featrue", "HEAD~2", "", "abcd", "-x"}) {
    CHECK(refused(opened, name).kind == ErrorKind::kUsage);
  }
  Error missing = refused(opened, std::string(40, 'b'));
  CHECK(missing.kind == ErrorKind::kUnreadable);
  CHECK(missing.message.contains("git fetch"));
}

TEST_CASE("the beginning of an id names a commit if only one fits", "[git]") {
  RepoBuilder repo;
  // So many blobs that four digits are common to two of them, and to one of
  // them and a commit.
  std::vector<std::string> words = {"hash-object", "-w"};
  for (int i = 0; i < 2000; ++i) {
    words.push_back(std::to_string(i));
    repo.write(words.back(), words.back());
  }
  std::istringstream ids(repo.git(words));
  std::set<std::string> blobs;
  std::string twins;
  for (std::string id; ids >> id;) {
    id.resize(4);
    if (!blobs.insert(id).second) twins = id;
  }
  std::string mixed;
  for (int i = 0; mixed.empty(); ++i) {
    std::string id = repo.git({"commit-tree", "-m", std::to_string(i),
                               "4b825dc642cb6eb9a060e54bf8d69288fbee4904"});
    if (blobs.contains(id.substr(0, 4))) mixed = id.substr(0, 4);
  }
  OpenedRepo opened(repo.path());
  CHECK(refused(opened, twins).message.contains("beginning of several ids"));
  CHECK(resolved(opened, mixed) ==
        repo.git({"rev-parse", mixed + "^{commit}"}));
}

TEST_CASE("before the first commit there is no HEAD", "[git]") {
  RepoBuilder repo;
  OpenedRepo opened(repo.path());
  CHECK(refused(opened, "HEAD").message == "HEAD has no commit yet");
}

TEST_CASE("in a shallow clone a revision may only be out of reach", "[git]") {
  RepoBuilder repo;
  repo.commit("one").commit("two").commit("three");
  std::string clone = repo.path() + "-clone";
  repo.git({"clone", "--quiet", "--depth=2", "file://" + repo.path(), clone});
  OpenedRepo opened(clone);
  CHECK(resolved(opened, "HEAD~1") == repo.git({"rev-parse", "HEAD~1"}));
  for (const std::string& name : {std::string("HEAD~2"), std::string("v1.0"),
                                  repo.git({"rev-parse", "HEAD~2"})}) {
    CAPTURE(name);
    Error error = refused(opened, name);
    CHECK(error.kind == ErrorKind::kUnreadable);
    CHECK(error.message.contains("git fetch --unshallow"));
  }
}

}  // namespace stanch
