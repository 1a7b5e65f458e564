// SPDX-License-Identifier: Apache-2.0
#include "files/directory_source.h"

#include <sys/stat.h>

#include <filesystem>

#include "tests/files/git_environment.h"
#include "tests/files/recorder.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;
using Paths = std::vector<std::string>;
constexpr auto kByRule = Skipped::Why::kByRule;

// A folder that is the current one until the end of the test, and no user's
// git configuration.
struct Tree : TempDir {
  Tree() : before(fs::current_path()) { fs::current_path(path()); }
  ~Tree() { fs::current_path(before); }

  // Enough of a repository to be taken for one.
  void make_repository(const std::string& folder = "") const {
    write(fs::path(folder) / ".git/HEAD", "ref: refs/heads/main\n");
  }

  TempDir home;
  GitEnvironment environment{home.path()};
  fs::path before;
};

struct Walk : Recorder {
  explicit Walk(DirectoryOptions options, unsigned threads = 1,
                bool inline_spawn = false) {
    DirectorySource source(std::move(options));
    run(source, threads, inline_spawn);
  }
  explicit Walk(Paths arguments)
      : Walk(DirectoryOptions{std::move(arguments), {}}) {}
};

}  // namespace

TEST_CASE("files are named as walked", "[files]") {
  Tree tree;
  tree.write("src/a.txt", "A");
  tree.write("src/deep/er/b.txt", "B");
  tree.write("c", "C");
  CHECK(Walk({"src"}).files() ==
        std::map<std::string, std::string>{{"src/a.txt", "A"},
                                           {"src/deep/er/b.txt", "B"}});
  CHECK(Walk({"."}).paths() == Paths{"c", "src/a.txt", "src/deep/er/b.txt"});
  CHECK(Walk({"./src//"}).paths() == Paths{"src/a.txt", "src/deep/er/b.txt"});
  CHECK(Walk({"src/../c"}).paths() == Paths{"src/../c"});
  CHECK(Walk({tree.path() / "src/deep"}).paths() ==
        Paths{tree.path() / "src/deep/er/b.txt"});
}

TEST_CASE("names are bytes, whatever they mean", "[files]") {
  Tree tree;
  Paths names = {"a\nb", "caf\xe9", "d\xff/\xfe", "e f"};
  for (const std::string& name : names) tree.write(name, "x");
  CHECK(Walk({"."}).paths() == names);
}

TEST_CASE("a place given twice or within another is read once", "[files]") {
  Tree tree;
  tree.make_repository();
  tree.write(".gitignore", "build\n");
  tree.write("a/b/c", "C");
  tree.write("a/d", "D");
  tree.write("build/e", "E");
  CHECK(Walk({"a", "a/", "./a"}).paths() == Paths{"a/b/c", "a/d"});
  CHECK(Walk({"a/b", "a", "a/d"}).paths() == Paths{"a/b/c", "a/d"});
  CHECK(Walk({".", "build", "a/b/c"}).paths() ==
        Paths{".gitignore", "a/b/c", "a/d", "build/e"});
  fs::create_symlink("a", "link");
  CHECK(Walk({"a", "link"}).paths() == Paths{"a/b/c", "a/d"});
}

TEST_CASE("any number of threads reads the same", "[files]") {
  Tree tree;
  for (int i = 0; i < 300; ++i) {
    tree.write("d" + std::to_string(i % 7) + "/e" + std::to_string(i % 3) +
                   "/f" + std::to_string(i),
               std::to_string(i));
  }
  for (int i = 0; i < 200; ++i) tree.write("wide/" + std::to_string(i), "x");
  DirectoryOptions options{{"."}, {}};
  auto files = Walk(options).files();
  CHECK(files.size() == 500);
  CHECK(Walk(options, 4).files() == files);
  CHECK(Walk(options, 1, true).files() == files);
}

TEST_CASE("a large file comes in windows, a small one whole", "[files]") {
  Tree tree;
  std::string text;
  for (int i = 0; i < 100; ++i) text += "line " + std::to_string(i) + "\n";
  tree.write("large", text);
  Walk walk(DirectoryOptions{
      .paths = {"large"}, .exclude = {}, .window = 100, .overlap = 20});
  REQUIRE(walk.blobs.size() > 5);
  std::string owned;
  for (const RecordedBlob& blob : walk.blobs) {
    owned += blob.bytes.substr(blob.owned->begin, blob.owned->size());
  }
  CHECK(owned == text);
  Walk whole({"large"});
  REQUIRE(whole.blobs.size() == 1);
  CHECK_FALSE(whole.blobs[0].owned);
}

TEST_CASE("ignore files count inside a repository only", "[files]") {
  Tree tree;
  tree.write(".gitignore", "*.log\n");
  tree.write("a.log", "x");
  tree.write("b", "x");
  CHECK(Walk({"."}).paths() == Paths{".gitignore", "a.log", "b"});
  fs::create_directory(".git");
  CHECK(Walk({"."}).paths() == Paths{".gitignore", "a.log", "b"});
  tree.make_repository();
  CHECK(Walk({"."}).paths() == Paths{".gitignore", "b"});
  CHECK(Walk({"a.log"}).paths() == Paths{"a.log"});
  DirectoryOptions options{{"."}, {}};
  options.ignore_files = false;
  CHECK(Walk(options).paths() == Paths{".gitignore", "a.log", "b"});
}

TEST_CASE("rules from the repository's root hold further down", "[files]") {
  Tree tree;
  tree.make_repository();
  tree.write(".gitignore", "/a/b/no\n*.log\n");
  tree.write("a/.gitignore", "!yes.log\n");
  for (auto name : {"no", "yes", "no.log", "yes.log"}) {
    tree.write(fs::path("a/b") / name, "x");
  }
  CHECK(Walk({"a/b"}).paths() == Paths{"a/b/yes", "a/b/yes.log"});
  fs::current_path("a/b");
  CHECK(Walk({"."}).paths() == Paths{"yes", "yes.log"});
}

TEST_CASE("an ignored folder that is asked for is read whole", "[files]") {
  Tree tree;
  tree.make_repository();
  tree.write(".gitignore", "build/\n*.log\n");
  tree.write("build/a/b.log", "x");
  tree.write("build/.gitignore", "*\n");
  CHECK(Walk({"."}).paths() == Paths{".gitignore"});
  CHECK(Walk({"build"}).paths() == Paths{"build/.gitignore", "build/a/b.log"});
  CHECK(Walk({"build/a"}).paths() == Paths{"build/a/b.log"});
}

TEST_CASE("a repository within another has rules of its own", "[files]") {
  Tree tree;
  tree.make_repository();
  tree.write(".gitignore", "*.log\n");
  tree.make_repository("inner");
  tree.write("inner/.gitignore", "*.tmp\n");
  tree.write("inner/a.log", "x");
  tree.write("inner/a.tmp", "x");
  Paths expected = {".gitignore", "inner/.gitignore", "inner/a.log"};
  CHECK(Walk({"."}).paths() == expected);
  CHECK(Walk({"inner"}).paths() == Paths{"inner/.gitignore", "inner/a.log"});
}

TEST_CASE("a linked work tree reads the main one's exclude file", "[files]") {
  Tree tree;
  git_output(tree.path(), "init -q main");
  git_output(tree.path() / "main",
             "-c user.name=a -c user.email=a@b commit -q --allow-empty -m x");
  git_output(tree.path() / "main", "worktree add -q ../linked 2>/dev/null");
  tree.write("main/.git/info/exclude", "*.log\n");
  tree.write("linked/a.log", "x");
  tree.write("linked/b", "x");
  // The .git file is a file like another: it is read.
  CHECK(Walk({"linked"}).paths() == Paths{"linked/.git", "linked/b"});
}

TEST_CASE("a .git folder is not entered unless asked for", "[files]") {
  Tree tree;
  tree.make_repository();
  tree.write(".git/config", "x");
  tree.write(".git/hooks/a", "x");
  tree.write("b", "x");
  CHECK(Walk({"."}).paths() == Paths{"b"});
  CHECK(Walk({".git/hooks"}).paths() == Paths{".git/hooks/a"});
  CHECK(Walk({".git/config", "."}).paths() == Paths{".git/config", "b"});
}

TEST_CASE("exclude lines count from each walked folder", "[files]") {
  Tree tree;
  for (auto name : {"a/min.js", "a/b/min.js", "a/gen/x", "a/y", "b/y"}) {
    tree.write(name, "x");
  }
  DirectoryOptions options{{"a", "b"}, {"*.js", "/gen/", "y", "!/y"}};
  CHECK(Walk(options).paths() == Paths{"a/y", "b/y"});
  options.paths = {"."};
  CHECK(Walk(options).paths() == Paths{"a/gen/x"});
  options.paths = {"a/min.js", "b/y"};
  Walk files(options);
  CHECK(files.blobs.empty());
  CHECK(
      files.skipped ==
      std::vector<Skipped>{{"a/min.js", "left out by an exclude line", kByRule},
                           {"b/y", "left out by an exclude line", kByRule}});
}

TEST_CASE("hidden files are read unless they are left out", "[files]") {
  Tree tree;
  for (auto name : {".env", ".config/a", "b/.c", "d"}) tree.write(name, "x");
  DirectoryOptions options{{"."}, {}};
  CHECK(Walk(options).paths() == Paths{".config/a", ".env", "b/.c", "d"});
  options.hidden = false;
  CHECK(Walk(options).paths() == Paths{"d"});
  options.paths = {".env", ".config"};
  CHECK(Walk(options).paths() == Paths{".config/a", ".env"});
}

TEST_CASE("links below a folder are not followed, those out are counted",
          "[files]") {
  Tree tree;
  tree.write("in/a", "A");
  tree.write("in/d/b", "B");
  tree.write("out/c", "C");
  fs::create_symlink("a", "in/to-file");
  fs::create_symlink("..", "in/d/to-above");
  fs::create_symlink("../out", "in/to-out");
  fs::create_symlink("nothing", "in/dangling");
  fs::create_symlink("loop-b", "in/loop-a");
  fs::create_symlink("loop-a", "in/loop-b");
  Walk walk({"in"});
  CHECK(walk.paths() == Paths{"in/a", "in/d/b"});
  CHECK(walk.skipped ==
        std::vector<Skipped>{
            {"in/dangling", "symbolic link: no such file or folder", kByRule},
            {"in/loop-a", "symbolic link: too many levels of symbolic links",
             kByRule},
            {"in/loop-b", "symbolic link: too many levels of symbolic links",
             kByRule},
            {"in/to-out", "symbolic link that leads elsewhere: not followed",
             kByRule}});
  CHECK(Walk({"in", "out"}).skipped.size() == 3);
  CHECK(Walk({"in/to-out"}).paths() == Paths{"in/to-out/c"});
  CHECK(Walk({"in/to-file"}).paths() == Paths{"in/to-file"});
}

}  // namespace stanch
