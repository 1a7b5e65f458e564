// SPDX-License-Identifier: Apache-2.0
#include "git/repository.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "git/staged_source.h"
#include "tests/git/recording.h"
#include "tests/support/catch.h"
#include "tests/support/files.h"
#include "tests/support/repo_builder.h"
#include "tests/support/scoped.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

std::string listing(const Recording& seen) {
  std::string out;
  for (const auto& [path, text] : seen.fresh()) out += path + "=" + text;
  return out;
}

// A hook that runs this very program (the hidden test below), which writes
// what it finds staged to `out`.
std::string listing_hook(const std::string& out) {
  return "STANCH_TEST_HOOK_OUT='" + out + "' '" +
         fs::read_symlink("/proc/self/exe").string() + "' '[.hook]' >&2\n";
}

Error open_error(const std::string& path) {
  auto repository = Repository::open(path);
  REQUIRE_FALSE(repository);
  return repository.error();
}

}  // namespace

TEST_CASE("as a hook: write what is staged", "[.hook]") {
  std::ofstream(std::getenv("STANCH_TEST_HOOK_OUT"))
      << listing(record_staged(""));
}

TEST_CASE("a hook sees what git is about to commit", "[git]") {
  RepoBuilder repo;
  repo.write("a", "1\n").write("sub/b", "2\n").commit("first");
  std::string out = repo.path("../out");
  repo.hook("pre-commit", listing_hook(out));
  repo.write("a", "1\nA\n").write("sub/b", "2\nB\n");

  SECTION("git commit: the index") {
    repo.stage({"a"}).git({"commit", "-m", "x"});
    CHECK(read_file(out) == "a=A\n");
  }
  SECTION("git commit -a: a locked index") {
    repo.git({"commit", "-a", "-m", "x"});
    CHECK(read_file(out) == "a=A\nsub/b=B\n");
  }
  SECTION("git commit FILE: an index of its own") {
    repo.stage({"a"}).git({"commit", "-m", "x", "sub/b"});
    CHECK(read_file(out) == "sub/b=B\n");
  }
  SECTION("from a folder below") {
    repo.git_in(repo.path("sub"), {"commit", "-m", "x", "b"});
    CHECK(read_file(out) == "sub/b=B\n");
  }
  SECTION("with the folders named") {
    repo.git_in("/", {"--git-dir=" + repo.path(".git"),
                      "--work-tree=" + repo.path(), "commit", "-am", "x"});
    CHECK(read_file(out) == "a=A\nsub/b=B\n");
  }
  SECTION("in a linked work tree") {
    std::string linked = repo.worktree("linked");
    std::ofstream(linked + "/a") << "1\nlinked\n";
    repo.git_in(linked, {"commit", "-am", "x"});
    CHECK(read_file(out) == "a=linked\n");
  }
}

TEST_CASE("a hook in a submodule sees the submodule", "[git]") {
  RepoBuilder inner;
  inner.write("a", "1\n").commit("first");
  RepoBuilder repo;
  repo.commit("first").submodule(inner, "mod").commit("mod");
  std::string out = repo.path("../out");
  repo.hook("../modules/mod/hooks/pre-commit", listing_hook(out));
  repo.write("mod/a", "1\nmodule\n");
  repo.git_in(repo.path("mod"), {"commit", "-am", "x"});
  CHECK(read_file(out) == "a=module\n");
  repo.write("mod/a", "1\nmodule\nmore\n");
  repo.git_in(repo.path("mod"), {"add", "a"});
  CHECK(listing(record_staged(repo.path("mod"))) == "a=more\n");
}

TEST_CASE("a repository is found from a folder in it", "[git]") {
  RepoBuilder repo;
  repo.write("x/y/a", "1\n").stage();
  for (std::string folder : {"", "x", "x/y", ".git"}) {
    CAPTURE(folder);
    CHECK(listing(record_staged(repo.path(folder))) == "x/y/a=1\n");
    ScopedFolder inside(repo.path(folder));
    CHECK(listing(record_staged("")) == "x/y/a=1\n");
    CHECK(listing(record_staged(".")) == "x/y/a=1\n");
  }
}

TEST_CASE("a bare repository has an empty index and no work tree", "[git]") {
  RepoBuilder bare({"--bare"});
  auto repository = Repository::open(bare.path());
  REQUIRE(repository);
  CHECK(repository->work_tree().empty());
  CHECK(record_staged(bare.path()).blobs.empty());
}

TEST_CASE("a named repository is not changed by the environment", "[git]") {
  RepoBuilder here;
  RepoBuilder there;
  here.write("here", "1\n").stage();
  there.write("there", "1\n").stage();
  ScopedVariable dir("GIT_DIR", there.path(".git"));
  ScopedVariable index("GIT_INDEX_FILE", there.path(".git/index"));
  CHECK(listing(record_staged(here.path())) == "here=1\n");
  CHECK(listing(record_staged("")) == "there=1\n");
}

TEST_CASE("objects may stand in other folders", "[git]") {
  RepoBuilder repo;
  repo.write("a", "1\n").commit("first").write("a", "1\nnew\n").stage();
  fs::rename(repo.path(".git/objects"), repo.path("../objects"));
  fs::create_directories(repo.path(".git/objects"));
  ScopedFolder inside(repo.path());
  CHECK_THROWS(record_staged(""));
  SECTION("GIT_OBJECT_DIRECTORY") {
    ScopedVariable objects("GIT_OBJECT_DIRECTORY", repo.path("../objects"));
    CHECK(listing(record_staged("")) == "a=new\n");
  }
  SECTION("GIT_ALTERNATE_OBJECT_DIRECTORIES") {
    ScopedVariable objects("GIT_ALTERNATE_OBJECT_DIRECTORIES",
                           "/nowhere:" + repo.path("../objects"));
    CHECK(listing(record_staged("")) == "a=new\n");
  }
}

TEST_CASE("a folder that is no repository is refused by name", "[git]") {
  TempDir folder;
  Error error = open_error(folder.path());
  CHECK(error.kind == ErrorKind::kUsage);
  CHECK(error.message == "no git repository at '" + folder.path().string() +
                             "' or above; name one, or scan plain files: "
                             "stanch dir");
  CHECK(open_error(folder.path().string() + "/nowhere").kind ==
        ErrorKind::kUsage);
}

TEST_CASE("a repository of another user says how to trust it", "[git]") {
  if (::geteuid() != 0) return;  // only root can give files away
  RepoBuilder repo;
  repo.write("a", "1\n").commit("first");
  constexpr uid_t kSomebody = 12345;
  REQUIRE(::chown(repo.path().c_str(), kSomebody, kSomebody) == 0);
  Error error = open_error(repo.path());
  CHECK(error.kind == ErrorKind::kUnreadable);
  CHECK(error.message == "the repository '" + repo.path() +
                             "' belongs to another user; if you trust it: "
                             "git config --global --add safe.directory '" +
                             repo.path() + "'");
}

TEST_CASE("a repository of SHA-256 objects is refused by name", "[git]") {
  RepoBuilder repo({"--object-format=sha256"});
  Error error = open_error(repo.path());
  CHECK(error.kind == ErrorKind::kUnreadable);
  CHECK(error.message.contains("SHA-256"));
}

TEST_CASE("extensions that concern writers only do not matter", "[git]") {
  RepoBuilder repo;
  repo.write("a", "1\n").stage();
  repo.git({"config", "core.repositoryFormatVersion", "1"});
  for (std::string name :
       {"partialClone", "preciousObjects", "worktreeConfig"}) {
    repo.git({"config", "extensions." + name, "true"});
  }
  CHECK(listing(record_staged(repo.path())) == "a=1\n");
  repo.git({"config", "extensions.fromTheFuture", "true"});
  Error error = open_error(repo.path());
  CHECK(error.kind == ErrorKind::kUnreadable);
  CHECK(error.message.contains("fromthefuture"));
}

TEST_CASE("a HEAD whose commit is missing is not the first commit", "[git]") {
  RepoBuilder repo;
  repo.write("a", "1\n").commit("first");
  std::string id = repo.head();
  repo.erase(".git/objects/" + id.substr(0, 2) + "/" + id.substr(2));
  auto repository = Repository::open(repo.path());
  REQUIRE(repository);
  auto source = open_staged(*repository);
  REQUIRE_FALSE(source);
  CHECK(source.error().kind == ErrorKind::kUnreadable);
  CHECK(source.error().message.contains(id));
}

}  // namespace stanch
