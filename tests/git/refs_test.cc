// SPDX-License-Identifier: Apache-2.0
#include "git/refs.h"

#include <algorithm>
#include <map>
#include <string>

#include "tests/git/opened_repo.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace stanch {
namespace {

using Names = std::map<std::string, std::string>;

Names named(std::span<const Ref> refs) {
  Names out;
  for (const Ref& ref : refs) out[ref.name] = hex(ref.id);
  return out;
}

Names as_git_says(const RepoBuilder& repo, const std::string& folder) {
  std::string text = repo.git_in(
      folder, {"for-each-ref", "--format=%(objectname) %(refname)"});
  Names out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    at = end + 1;
    std::size_t space = line.find(' ');
    out[line.substr(space + 1)] = line.substr(0, space);
  }
  return out;
}

Refs refs_of(const std::string& path) {
  return expected(Refs::read(expected(find_layout(path))));
}

}  // namespace

TEST_CASE("refs are those that git lists, loose, packed or both", "[git]") {
  for (std::string format : {"sha1", "sha256"}) {
    RepoBuilder repo({"--object-format=" + format});
    repo.commit("one").git({"tag", "light"});
    repo.git({"tag", "--annotate", "--message=x", "heavy"});
    repo.git({"update-ref", "refs/odd/deep/er/name", "HEAD"});
    repo.branch("packed").commit("two").git({"pack-refs", "--all"});
    repo.commit("three").branch("loose").commit("four");
    repo.git({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/main"});
    Refs refs = refs_of(repo.path());
    CAPTURE(format);
    CHECK(named(refs.all()) == as_git_says(repo, repo.path()));
    CHECK(refs.all().size() == 7);
    CHECK(std::ranges::is_sorted(refs.all(), {}, &Ref::name));
    CHECK(refs.problems().empty());
    CHECK(refs.head_name() == "refs/heads/loose");
    CHECK(named(refs.heads()) == Names{{"HEAD", repo.head()}});
    CHECK(hex(*refs.find("refs/heads/packed")) ==
          repo.git({"rev-parse", "packed"}));
    CHECK(hex(*refs.find("HEAD")) == repo.head());
    CHECK_FALSE(refs.find("loose"));
  }
}

TEST_CASE("a branch without a commit is no ref", "[git]") {
  RepoBuilder repo;
  Refs refs = refs_of(repo.path());
  CHECK(refs.all().empty());
  CHECK(refs.heads().empty());
  CHECK(refs.head_name() == "refs/heads/main");
  CHECK(refs.problems().empty());
}

TEST_CASE("what stands beside HEAD can be named", "[git]") {
  RepoBuilder repo;
  repo.commit("one").commit("two").git({"reset", "--quiet", "--hard", "HEAD~"});
  repo.git({"fetch", "--quiet", ".", "main"});
  Refs refs = refs_of(repo.path());
  CHECK(hex(*refs.find("ORIG_HEAD")) == repo.git({"rev-parse", "ORIG_HEAD"}));
  CHECK(hex(*refs.find("FETCH_HEAD")) == repo.head());
  CHECK_FALSE(refs.find("MERGE_HEAD"));
}

TEST_CASE("each work tree has its HEAD and refs of its own", "[git]") {
  RepoBuilder repo;
  repo.commit("one");
  std::string linked = repo.worktree("linked");
  repo.commit("two").git({"update-ref", "refs/bisect/bad", "HEAD"});
  repo.git_in(linked, {"update-ref", "refs/bisect/good", "HEAD"});
  for (const std::string& folder : {repo.path(), linked}) {
    CAPTURE(folder);
    CHECK(named(refs_of(folder).all()) == as_git_says(repo, folder));
  }
  const std::string old = repo.git({"rev-parse", "linked"});
  CHECK(named(refs_of(repo.path()).heads()) ==
        Names{{"HEAD", repo.head()}, {"worktrees/linked/HEAD", old}});
  CHECK(named(refs_of(linked).heads()) ==
        Names{{"HEAD", old}, {"main-worktree/HEAD", repo.head()}});
}

TEST_CASE("broken refs are problems and the rest is read", "[git]") {
  RepoBuilder repo;
  repo.commit("one").git({"tag", "packed"});
  repo.git({"pack-refs", "--all"});
  repo.write(".git/refs/heads/bad", "nonsense\n");
  repo.write(".git/refs/heads/empty", "");
  repo.write(".git/refs/heads/short", repo.head().substr(1) + "\n");
  repo.write(".git/refs/heads/round", "ref: refs/heads/round\n");
  repo.write(".git/refs/heads/nowhere", "ref: refs/heads/missing\n");
  repo.write(".git/refs/heads/good.lock", repo.head() + "\n");
  repo.write(".git/refs/heads/odd\xff\n", repo.head() + "\n");
  repo.git({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/gone"});
  Refs refs = refs_of(repo.path());
  CHECK(named(refs.all()) == Names{{"refs/heads/main", repo.head()},
                                   {"refs/heads/odd\xff\n", repo.head()},
                                   {"refs/tags/packed", repo.head()}});
  std::vector<std::string> problems(refs.problems().begin(),
                                    refs.problems().end());
  std::ranges::sort(problems);
  const std::string nowhere =
      "refs/heads/nowhere: it stands for refs/heads/missing, which does not "
      "exist";
  CHECK(problems ==
        std::vector<std::string>{
            "refs/heads/bad: it holds no object id",
            "refs/heads/empty: it holds no object id", nowhere,
            "refs/heads/round: its symbolic refs go round in a circle",
            "refs/heads/short: it holds no object id"});
}

TEST_CASE("links among the folders of refs end", "[git]") {
  RepoBuilder repo;
  repo.commit("one");
  repo.link(".git/refs/heads/loop", "..").link(".git/refs/tags/loop", "..");
  repo.link(".git/refs/heads/old-style", "refs/heads/main");
  Refs refs = refs_of(repo.path());
  CHECK(hex(*refs.find("refs/heads/old-style")) == repo.head());
  CHECK(refs.all().size() == 2);
}

TEST_CASE("a damaged packed-refs loses only its bad lines", "[git]") {
  RepoBuilder repo;
  repo.commit("one");
  const std::string id = repo.head();
  repo.write(".git/packed-refs", "# pack-refs with: peeled\n" + id +
                                     " refs/tags/a\n^" + id + "\nxyz\n" + id +
                                     "refs/tags/b\n" + id + " ../x\n" + id +
                                     " refs/tags/c");
  Refs refs = refs_of(repo.path());
  CHECK(refs.find("refs/tags/a"));
  CHECK(refs.find("refs/tags/c"));
  CHECK(refs.all().size() == 3);
  CHECK(refs.problems().size() == 3);
}

}  // namespace stanch
