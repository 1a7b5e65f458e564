// SPDX-License-Identifier: Apache-2.0
#include "odb/layout.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"
#include "tests/support/repo_builder.h"
#include "tests/support/scoped.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

Layout layout_of(const std::string& path) {
  auto layout = find_layout(path);
  REQUIRE(layout);
  return std::move(*layout);
}

Error layout_error(const std::string& path) {
  auto layout = find_layout(path);
  REQUIRE_FALSE(layout);
  return layout.error();
}

std::vector<std::string> folders_by_git(const RepoBuilder& repo,
                                        const std::string& folder) {
  auto absolute = [&](const char* what) {
    return repo.git_in(folder, {"rev-parse", "--path-format=absolute", what});
  };
  return {absolute("--git-dir"), absolute("--git-common-dir")};
}

std::vector<std::string> folders_of(const Layout& layout) {
  return {layout.git_dir, layout.common_dir};
}

void write(const std::string& path, std::string_view text) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path) << text;
}

}  // namespace

TEST_CASE("the layout of a work tree is found from anywhere in it", "[odb]") {
  RepoBuilder repo;
  repo.write("x/y/a", "1\n").commit("first");
  for (const char* folder : {"", "x", "x/y", ".git", ".git/refs"}) {
    CAPTURE(folder);
    Layout layout = layout_of(repo.path(folder));
    CHECK(layout.git_dir == repo.path(".git"));
    CHECK(layout.common_dir == repo.path(".git"));
    CHECK(layout.work_tree == repo.path());
    CHECK(layout.object_dirs ==
          std::vector<std::string>{repo.path(".git/objects")});
    CHECK(layout.problems.empty());
    CHECK(layout.hash == HashKind::kSha1);
    CHECK_FALSE(layout.partial);
    CHECK_FALSE(layout.reftable);
    ScopedFolder inside(repo.path(folder));
    CHECK(layout_of("").git_dir == repo.path(".git"));
    CHECK(layout_of(".").git_dir == repo.path(".git"));
  }
}

TEST_CASE("a bare repository has no work tree in its layout", "[odb]") {
  RepoBuilder bare({"--bare"});
  Layout layout = layout_of(bare.path());
  CHECK(layout.work_tree.empty());
  CHECK(layout.git_dir == bare.path());
  CHECK(layout_of(bare.path("refs/heads")).git_dir == bare.path());
}

TEST_CASE("a linked work tree shares the objects of the main one", "[odb]") {
  RepoBuilder repo;
  repo.write("a", "1\n").commit("first");
  std::string linked = repo.worktree("linked");
  Layout layout = layout_of(linked);
  CHECK(folders_of(layout) == folders_by_git(repo, linked));
  CHECK(layout.work_tree == linked);
  CHECK(layout.object_dirs == layout_of(repo.path()).object_dirs);
  // From its folder in .git, which says where the way back is.
  CHECK(layout_of(layout.git_dir).work_tree == linked);
}

TEST_CASE("a submodule has objects of its own", "[odb]") {
  RepoBuilder inner;
  inner.write("a", "1\n").commit("first");
  RepoBuilder repo;
  repo.commit("first").submodule(inner, "lib/mod").commit("mod");
  Layout layout = layout_of(repo.path("lib/mod"));
  CHECK(folders_of(layout) == folders_by_git(repo, repo.path("lib/mod")));
  CHECK(layout.work_tree == repo.path("lib/mod"));
  CHECK(layout_of(layout.git_dir).work_tree == repo.path("lib/mod"));
  CHECK(layout.object_dirs ==
        std::vector<std::string>{repo.path(".git/modules/lib/mod/objects")});
}

TEST_CASE("the environment says where the repository is, if no path does",
          "[odb]") {
  RepoBuilder repo, other;
  repo.write("a", "1\n").commit("first");
  ScopedVariable dir("GIT_DIR", repo.path(".git"));
  ScopedFolder away("/");
  CHECK(layout_of("").git_dir == repo.path(".git"));
  CHECK(layout_of("").work_tree == "/");
  CHECK(layout_of(other.path()).git_dir == other.path(".git"));
  {
    ScopedVariable tree("GIT_WORK_TREE", other.path());
    CHECK(layout_of("").work_tree == other.path());
  }
  ScopedVariable objects("GIT_OBJECT_DIRECTORY", other.path(".git/objects"));
  ScopedVariable more("GIT_ALTERNATE_OBJECT_DIRECTORIES",
                      repo.path(".git/objects") + ":" + repo.path("none"));
  Layout layout = layout_of("");
  CHECK(layout.object_dirs ==
        std::vector<std::string>{other.path(".git/objects"),
                                 repo.path(".git/objects")});
  REQUIRE(layout.problems.size() == 1);
  CHECK(layout.problems[0] == repo.path("none") + ": no such file or folder");
  CHECK(layout_of(other.path()).object_dirs.size() == 1);
}

TEST_CASE("a GIT_DIR that leads nowhere is named", "[odb]") {
  ScopedVariable dir("GIT_DIR", "/nowhere/.git");
  Error error = layout_error("");
  CHECK(error.kind == ErrorKind::kUsage);
  CHECK(error.message.contains("GIT_DIR='/nowhere/.git'"));
}

TEST_CASE("where there is no repository, that is said", "[odb]") {
  TempDir folder;
  const std::string path = folder.path();
  ScopedVariable ceiling("GIT_CEILING_DIRECTORIES",
                         folder.path().parent_path());
  CHECK(layout_error(path).kind == ErrorKind::kUsage);
  CHECK(layout_error(path).message.contains("'" + path + "' or above"));
  CHECK(layout_error(path + "/none").message.contains("no such file"));
  folder.write("file", "text");
  CHECK(layout_error(path + "/file").message.contains("no folder"));
}

TEST_CASE("the way up to a repository ends at a ceiling", "[odb]") {
  RepoBuilder repo;
  repo.write("x/y/a", "1\n");
  {
    ScopedVariable ceiling("GIT_CEILING_DIRECTORIES", repo.path());
    CHECK(layout_error(repo.path("x")).kind == ErrorKind::kUsage);
    CHECK(find_layout(repo.path()));
  }
  CHECK(find_layout(repo.path("x")));
}

TEST_CASE("a .git file that leads nowhere is named", "[odb]") {
  TempDir folder;
  SECTION("to a folder that is not there") {
    folder.write(".git", "gitdir: /nowhere/at/all\n");
    CHECK(layout_error(folder.path()).message.contains("/nowhere/at/all"));
  }
  SECTION("to nothing at all") {
    folder.write(".git", "what?\n");
    CHECK(layout_error(folder.path()).message.contains("names no folder"));
  }
  CHECK(layout_error(folder.path()).kind == ErrorKind::kUnreadable);
}

TEST_CASE("alternates are followed in order, each once", "[odb]") {
  RepoBuilder one, two, three;
  auto objects = [](const RepoBuilder& repo) {
    return repo.path(".git/objects");
  };
  // Relative, quoted, with comments, and in a circle.
  write(objects(one) + "/info/alternates",
        "# comment\n" + objects(two) + "\n\n\"" + objects(three) + "\"\n" +
            objects(one) + "/../../none\n");
  fs::path relative = fs::relative(objects(three), objects(two));
  write(objects(two) + "/info/alternates", relative.string() + "\n");
  write(objects(three) + "/info/alternates", objects(one) + "\n");
  Layout layout = layout_of(one.path());
  CHECK(layout.object_dirs ==
        std::vector<std::string>{objects(one), objects(two), objects(three)});
  REQUIRE(layout.problems.size() == 1);
  CHECK(layout.problems[0].contains("/none: no such file or folder"));
}

TEST_CASE("alternates of alternates end where git's do", "[odb]") {
  TempDir folder;
  RepoBuilder repo;
  std::string from = repo.path(".git/objects");
  for (int i = 1; i <= 8; ++i) {
    std::string to = folder.path() / std::to_string(i);
    fs::create_directories(to);
    write(from + "/info/alternates", to + "\n");
    from = to;
  }
  Layout layout = layout_of(repo.path());
  std::string said = repo.git({"count-objects", "-v"});
  for (int i = 1; i <= 8; ++i) {
    const std::string one = folder.path() / std::to_string(i);
    const bool is_read = std::ranges::count(layout.object_dirs, one) == 1;
    CHECK(is_read == said.contains("alternate: " + one));
  }
  REQUIRE(layout.problems.size() == 1);
  CHECK(layout.problems[0].contains("too deep"));
}

TEST_CASE("what the format of a repository asks for is heeded", "[odb]") {
  RepoBuilder repo({"--object-format=sha256"});
  CHECK(layout_of(repo.path()).hash == HashKind::kSha256);
  SECTION("refs that are not read") {
    repo.git({"config", "extensions.refStorage", "reftable"});
    CHECK(layout_of(repo.path()).reftable);
  }
  SECTION("an extension that nobody knows") {
    repo.git({"config", "extensions.newThing", "odd"});
    Error error = layout_error(repo.path());
    CHECK(error.kind == ErrorKind::kUnreadable);
    CHECK(error.message.contains("'newthing = odd'"));
  }
  SECTION("a hash that nobody knows") {
    repo.git({"config", "extensions.objectFormat", "sha3"});
    CHECK(layout_error(repo.path()).message.contains("sha3"));
  }
  SECTION("a version from the future") {
    repo.git({"config", "core.repositoryFormatVersion", "2"});
    CHECK(layout_error(repo.path()).message.contains("format is version 2"));
  }
  SECTION("a configuration that cannot be read") {
    fs::remove(repo.path(".git/config"));
    fs::create_directory(repo.path(".git/config"));
    CHECK(layout_error(repo.path()).message.contains("configuration"));
  }
}

TEST_CASE("before version 1 unknown extensions do not count", "[odb]") {
  RepoBuilder repo;
  repo.git({"config", "extensions.newThing", "odd"});
  CHECK(find_layout(repo.path()));
}

TEST_CASE("shallow and partial clones are known as such", "[odb]") {
  RepoBuilder repo;
  repo.write("a", "1\n").commit("first").write("a", "2\n").commit("second");
  repo.git({"config", "uploadpack.allowFilter", "true"});
  TempDir folder;
  const std::string shallow = folder.path() / "shallow";
  const std::string partial = folder.path() / "partial";
  const std::string url = "file://" + repo.path();
  repo.git({"clone", "--quiet", "--depth=1", url, shallow});
  repo.git({"clone", "--quiet", "--filter=blob:none", "--bare", url, partial});
  CHECK(layout_of(repo.path()).shallow.empty());
  Layout layout = layout_of(shallow);
  REQUIRE(layout.shallow.size() == 1);
  CHECK(hex(layout.shallow[0]) == repo.head());
  CHECK_FALSE(layout.partial);
  CHECK(layout_of(partial).partial);
  CHECK(layout_of(partial).shallow.empty());
}

}  // namespace stanch
