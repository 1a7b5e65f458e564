// SPDX-License-Identifier: Apache-2.0
//
// git itself is the reference: whatever `git ls-files --others` shows of a
// tree, and nothing else, must be scanned.
#include <cstdio>
#include <memory>
#include <random>

#include "files/directory_source.h"
#include "tests/files/git_environment.h"
#include "tests/files/recorder.h"
#include "tests/support/catch.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

std::vector<std::string> shown_by_git(const std::filesystem::path& folder) {
  std::string all =
      git_output(folder, "ls-files --others --exclude-standard -z");
  std::vector<std::string> paths;
  for (std::size_t at = 0; at < all.size();) {
    paths.emplace_back(all.c_str() + at);
    at += paths.back().size() + 1;
  }
  std::ranges::sort(paths);
  return paths;
}

bool is_ignored_by_git(const std::filesystem::path& folder,
                       const std::string& name) {
  return !git_output(folder, "check-ignore './" + name + "'").empty();
}

std::vector<std::string> scanned(const std::filesystem::path& folder) {
  DirectorySource source({.paths = {folder.string()}, .exclude = {}});
  Recorder recorder;
  recorder.run(source);
  CHECK(recorder.skipped.empty());
  std::vector<std::string> paths = recorder.paths();
  std::string above = folder.string() + "/";
  for (std::string& path : paths) path.erase(0, above.size());
  return paths;
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string one_of(const std::vector<std::string>& choices) {
    return choices[below(choices.size())];
  }

  std::string name() {
    return one_of({"a",    "b",   "c",   "ab",   "a.o",       "b.o",
                   "ab.c", "a-b", "foo", "fooa", "#a",        "!b",
                   "a b",  "a ",  "[a]", "a*b",  "foo.tar.o", "\xc3\xa9",
                   "\\a",  "-",   ".a",  "]"});
  }

  // A name with some of it made a wildcard.
  std::string name_glob() {
    switch (below(8)) {
      case 0:
        return "*" + name();
      case 1:
        return name() + "*";
      case 2:
        return one_of({"*", "**", "?", "??", "***", "*.o", "*.*", "a*b", "*a*",
                       "[!a]*", "foo**", "**a", "*?*", "a**b"});
      case 3:
        return one_of({"[ab]", "[!ab]", "[a-c]", "[^a]", "[]a]", "[a-", "[!]]",
                       "[[:alpha:]]", "[[:punct:]]*", "[[:foo:]]", "[\\]]",
                       "[]-a]", "[[:a]", "[a\\-c]", "[---]"}) +
               one_of({"", "*", "b", ".o"});
      case 4:
        return one_of({"\\#a", "\\!b", "a\\ ", "\\a", "\\\\a", "a\\", "\\[a\\]",
                       "a\\*b", "#a", "!b"});
      default:
        return name();
    }
  }

  std::string line() {
    std::string line = one_of({"", "", "", "!", "!"});
    line += one_of({"", "", "", "/", "**/", "/**/"});
    std::size_t parts = 1 + below(3) * below(2);
    for (std::size_t i = 0; i < parts; ++i) {
      if (i > 0) line += one_of({"/", "/", "/", "/**/", "**/", "\\/"});
      line += name_glob();
    }
    line += one_of({"", "", "", "/", "/**", "/*"});
    return line + one_of({"", "", "", "", " ", "  ", "\r", "\t"}) + "\n";
  }

  std::string folder(std::size_t depth) {
    std::string path;
    for (std::size_t i = 0; i < depth; ++i) path += name() + "/";
    return path;
  }

 private:
  std::mt19937 random_;
};

// A tree in which no name is both a file and a folder.
void fill(const TempDir& dir, const std::string& base, Generator& generator,
          int files) {
  for (int i = 0; i < files; ++i) {
    std::string path = base + generator.folder(generator.below(4));
    std::error_code is_a_file;
    std::filesystem::create_directories(dir.path() / path, is_a_file);
    path += generator.name();
    if (is_a_file || std::filesystem::exists(dir.path() / path)) continue;
    dir.write(path, "x");
  }
}

}  // namespace

TEST_CASE("git and the walk agree on each of 400 lines", "[files]") {
  TempDir dir;
  GitEnvironment environment(dir.path() / "home");
  TempDir work;
  git_output(work.path(), "init -q");
  Generator generator(1);
  std::vector<std::string> lines;
  for (int i = 0; i < 400; ++i) {
    lines.push_back(generator.line());
    std::string base = std::to_string(i) + "/";
    fill(work, base, generator, 10);
    work.write(base + ".gitignore", lines.back());
  }
  std::vector<std::string> expected = shown_by_git(work.path());
  std::vector<std::string> actual = scanned(work.path());
  CHECK(expected.size() > 1500);
  std::vector<std::string> differences;
  std::ranges::set_symmetric_difference(expected, actual,
                                        std::back_inserter(differences));
  for (const std::string& path : differences) {
    UNSCOPED_INFO(lines[std::stoul(path)] << "  on  " << path);
  }
  CHECK(differences.empty());
}

TEST_CASE("git and the walk agree on trees with many ignore files", "[files]") {
  Generator generator(2);
  for (int round = 0; round < 15; ++round) {
    TempDir home, work;
    GitEnvironment environment(home.path());
    git_output(work.path(), "init -q");
    fill(work, "", generator, 40);
    auto some_lines = [&] {
      std::string text = "\n";  // an empty file is not lent
      for (std::size_t i = generator.below(6); i > 0; --i) {
        text += generator.line();
      }
      return text;
    };
    work.write(".gitignore", some_lines());
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(work.path())) {
      bool in_git = entry.path().string().contains("/.git");
      if (in_git || !entry.is_directory() || generator.below(3) > 0) continue;
      work.write(entry.path() / ".gitignore", some_lines());
    }
    work.write(".git/info/exclude", some_lines());
    home.write(".config/git/ignore", some_lines());
    if (round % 3 == 0) {
      home.write("mine", some_lines());
      home.write(".gitconfig", "[core]\n  excludesFile = ~/mine\n");
    }
    if (round % 5 == 0) {
      home.write("theirs", some_lines());
      git_output(work.path(), "config core.excludesFile '" +
                                  (home.path() / "theirs").string() + "'");
    }
    CAPTURE(round);
    CHECK(scanned(work.path()) == shown_by_git(work.path()));

    // From the middle, the rules above still hold.
    for (const auto& entry : std::filesystem::directory_iterator(work.path())) {
      std::string name = entry.path().filename().string();
      if (!entry.is_directory() || name == ".git") continue;
      bool ignored = is_ignored_by_git(work.path(), name);
      if (!ignored) {
        CAPTURE(name);
        CHECK(scanned(entry.path()) == shown_by_git(entry.path()));
      }
    }
  }
}

}  // namespace stanch
