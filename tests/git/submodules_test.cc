// SPDX-License-Identifier: Apache-2.0
#include "git/submodules.h"

#include <filesystem>
#include <map>
#include <string>

#include "tests/git/opened_repo.h"
#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

using Found = std::map<std::string, std::string>;

Submodules submodules(const std::string& path) {
  return find_submodules(expected(find_layout(path)));
}

// {path: git dir}
Found present(const std::string& path) {
  Found out;
  for (const Submodule& one : submodules(path).present) {
    CHECK(out.emplace(one.path, one.git_dir).second);
    CHECK(expected(find_layout(one.git_dir)).git_dir == one.git_dir);
  }
  return out;
}

}  // namespace

TEST_CASE("submodules are found, those within them too", "[git]") {
  RepoBuilder deep;
  deep.write("d", "d").commit("deep");
  RepoBuilder inner;
  inner.write("i", "i").submodule(deep, "deep").commit("inner");
  RepoBuilder outer;
  outer.submodule(inner, "lib/inner").commit("outer");
  outer.git({"-c", "protocol.file.allow=always", "submodule", "--quiet",
             "update", "--init", "--recursive"});
  const std::string modules = outer.path(".git/modules/lib/inner");
  CHECK(present(outer.path()) ==
        Found{{"lib/inner", modules},
              {"lib/inner/deep", modules + "/modules/deep"}});
  // From below as well as from the top.
  CHECK(present(outer.path("lib")).size() == 2);
  CHECK(present(outer.path("lib/inner")) ==
        Found{{"deep", modules + "/modules/deep"}});
  CHECK(submodules(outer.path()).skipped.empty());
}

TEST_CASE("a submodule that was moved or removed is still there", "[git]") {
  RepoBuilder inner;
  inner.commit("inner");
  RepoBuilder outer;
  outer.submodule(inner, "one").submodule(inner, "two").commit("outer");
  outer.mv("one", "moved/elsewhere");
  outer.rm("two").commit("less");
  CHECK(present(outer.path()) ==
        Found{{"moved/elsewhere", outer.path(".git/modules/one")},
              {"two", outer.path(".git/modules/two")}});
}

TEST_CASE("a repository that is its own folder is found by its link", "[git]") {
  RepoBuilder outer;
  outer.commit("outer");
  outer.git({"init", "--quiet", "own"});
  outer.git({"-C", "own", "commit", "--quiet", "--allow-empty", "-m", "x"});
  outer.git({"add", "own"});
  CHECK(present(outer.path()) == Found{{"own", outer.path("own/.git")}});
}

TEST_CASE("submodules that are not here are named", "[git]") {
  RepoBuilder inner;
  inner.commit("inner");
  RepoBuilder outer;
  outer.submodule(inner, "lib").commit("outer");
  std::string clone = outer.path() + "-clone";
  outer.git({"clone", "--quiet", outer.path(), clone});
  Submodules found = submodules(clone);
  CHECK(found.present.empty());
  CHECK(found.skipped ==
        std::vector<Skipped>{
            {"lib", "a submodule that is not here", Skipped::Why::kByRule}});
}

TEST_CASE("a linked work tree has submodules of its own", "[git]") {
  RepoBuilder inner;
  inner.commit("inner");
  RepoBuilder outer;
  outer.submodule(inner, "lib").commit("outer");
  std::string linked = outer.worktree("linked");
  outer.git_in(linked, {"-c", "protocol.file.allow=always", "submodule",
                        "--quiet", "update", "--init"});
  std::vector<std::string> dirs;
  for (const Submodule& one : submodules(linked).present) {
    CHECK(one.path == "lib");
    dirs.push_back(one.git_dir);
  }
  CHECK(dirs == std::vector<std::string>{
                    outer.path(".git/modules/lib"),
                    outer.path(".git/worktrees/linked/modules/lib")});
}

TEST_CASE("no path leads out of the work tree", "[git]") {
  RepoBuilder other;
  other.commit("not ours");
  RepoBuilder outer;
  outer.commit("outer");
  std::string up = fs::path(other.path()).lexically_relative(outer.path());
  outer.link("linked", other.path());
  outer.write(".gitmodules",
              "[submodule \"a\"]\n path = " + up +
                  "\n[submodule \"b\"]\n path = " + other.path() +
                  "\n[submodule \"c\"]\n path = linked\n"
                  "[submodule \"d\"]\n path = .git\n"
                  "[submodule \"e\"]\n path =\n[submodule \"f\"]\n path\n");
  CHECK(present(outer.path()).empty());
}

TEST_CASE("a repository without submodules has none", "[git]") {
  RepoBuilder repo;
  repo.commit("one");
  CHECK(present(repo.path()).empty());
  RepoBuilder bare({"--bare"});
  CHECK(present(bare.path()).empty());
}

TEST_CASE("links among the folders of submodules are not followed", "[git]") {
  RepoBuilder inner;
  inner.commit("inner");
  RepoBuilder outer;
  outer.submodule(inner, "lib").commit("outer");
  outer.link(".git/modules/loop", "..");
  outer.link(".git/modules/lib/modules", "..");
  CHECK(present(outer.path()) ==
        Found{{"lib", outer.path(".git/modules/lib")}});
}

}  // namespace stanch
