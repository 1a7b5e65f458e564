// SPDX-License-Identifier: Apache-2.0
#include "rules/config_search.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/catch.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRemedy =
    "; name a configuration with -c, or change this one";

// A folder that goes away again. It holds a `.git`, so that nothing above it
// is looked at.
class Scratch {
 public:
  Scratch() {
    std::string name = fs::temp_directory_path() / "stanch-config-XXXXXX";
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    root_ = fs::canonical(name);
    fs::create_directory(root_ / ".git");
  }
  ~Scratch() { fs::remove_all(root_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  fs::path operator/(std::string_view path) const { return root_ / path; }
  fs::path write(std::string_view path, std::string_view text) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
    return root_ / path;
  }

 private:
  fs::path root_;
};

std::string message(const Result<FoundConfig>& found) {
  if (found) return "found";
  CHECK(found.error().kind == ErrorKind::kUsage);
  return found.error().message;
}

Result<FoundConfig> from(const fs::path& target) {
  return find_config({.option = {}, .environment = {}, .target = target});
}

}  // namespace

TEST_CASE("the option comes before the environment before the folder",
          "[rules]") {
  Scratch scratch;
  fs::path a = scratch.write("a.toml", "a");
  fs::path b = scratch.write("b.toml", "b");
  fs::path c = scratch.write(".stanch.toml", "c");
  ConfigSearch search{a, b, scratch / ""};
  auto found = find_config(search);
  REQUIRE(found);
  CHECK(found->path == a);
  CHECK(found->origin == "option -c");
  CHECK(found->text == "a");

  search.option = std::nullopt;
  found = find_config(search);
  REQUIRE(found);
  CHECK(found->path == b);
  CHECK(found->origin == "environment STANCH_CONFIG");
  CHECK(found->text == "b");

  search.environment = "";
  found = find_config(search);
  REQUIRE(found);
  CHECK(found->path == c);
  CHECK(found->origin == "found upward");
  CHECK(found->text == "c");
}

TEST_CASE("the nearest configuration above the target applies", "[rules]") {
  Scratch scratch;
  scratch.write(".stanch.toml", "root");
  scratch.write("x/.stanch.toml", "x");
  scratch.write("x/y/file", "");
  scratch.write("z/file", "");
  CHECK(from(scratch / "x/y")->text == "x");
  CHECK(from(scratch / "x/y/file")->text == "x");
  CHECK(from(scratch / "x/y/../..")->text == "root");
  CHECK(from(scratch / "z/file")->text == "root");
  CHECK(from(scratch / "z/no-such-file")->text == "root");
}

TEST_CASE("nothing above the repository's root is looked at", "[rules]") {
  Scratch scratch;
  scratch.write(".stanch.toml", "outside");
  scratch.write("clone/.git/HEAD", "");
  scratch.write("clone/src/main.c", "");
  scratch.write("linked/.git", "gitdir: elsewhere");
  for (std::string_view target : {"clone/src", "clone", "linked"}) {
    CAPTURE(target);
    auto found = from(scratch / target);
    REQUIRE(found);
    CHECK(found->path.empty());
    CHECK(found->text.empty());
    CHECK(found->origin == "none: built-in defaults");
  }
}

TEST_CASE("outside a repository only the target's own folder counts",
          "[rules]") {
  Scratch scratch;
  fs::remove(scratch / ".git");
  scratch.write(".stanch.toml", "above");
  scratch.write("x/.stanch.toml", "own");
  scratch.write("y/file", "");
  CHECK(from(scratch / "x")->text == "own");
  CHECK(from(scratch / "y")->text.empty());
  CHECK(from(scratch / "y/file")->text.empty());
}

TEST_CASE("a configuration that was named must be there", "[rules]") {
  Scratch scratch;
  ConfigSearch search{scratch / "none.toml", std::nullopt, scratch / ""};
  std::string path = scratch / "none.toml";
  std::string missing = "configuration " + path +
                        ": No such file or directory" + std::string(kRemedy);
  CHECK(message(find_config(search)) == "option -c: " + missing);
  search = {std::nullopt, path, scratch / ""};
  CHECK(message(find_config(search)) ==
        "environment STANCH_CONFIG: " + missing);
  search = {scratch / ".git", std::nullopt, scratch / ""};
  CHECK(message(find_config(search)) ==
        "option -c: configuration " + (scratch / ".git").string() +
            ": Is a directory" + std::string(kRemedy));
}

TEST_CASE("a named configuration may be a pipe", "[rules]") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  REQUIRE(::write(ends[1], "text", 4) == 4);
  ::close(ends[1]);
  auto found = find_config({.option = "/dev/fd/" + std::to_string(ends[0]),
                            .environment = {},
                            .target = "."});
  ::close(ends[0]);
  REQUIRE(found);
  CHECK(found->text == "text");
}

TEST_CASE("a configuration found upward must be a file", "[rules]") {
  Scratch scratch;
  fs::path path = scratch / ".stanch.toml";
  std::string start = "configuration " + path.string() + ": ";
  auto ends = [&](std::string_view why) {
    return start + std::string(why) + std::string(kRemedy);
  };
  SECTION("not a folder") {
    fs::create_directory(path);
    CHECK(message(from(scratch / "")) == ends("not a regular file"));
  }
  SECTION("not a pipe, which is not waited for") {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    CHECK(message(from(scratch / "")) == ends("not a regular file"));
  }
  SECTION("not a link to nowhere") {
    fs::create_symlink("nowhere", path);
    CHECK(message(from(scratch / "")) == ends("No such file or directory"));
  }
  SECTION("not without an end") {
    scratch.write(".stanch.toml", "");
    fs::resize_file(path, (4 << 20) + 1);
    CHECK(message(from(scratch / "")) == ends("larger than 4 MiB"));
    fs::resize_file(path, 4 << 20);
    CHECK(from(scratch / "").has_value());
  }
}

TEST_CASE("a configuration in the tree applies whoever owns it", "[rules]") {
  if (::geteuid() != 0) {
    WARN("only root can give a file away");
    return;
  }
  Scratch scratch;
  fs::path path = scratch.write(".stanch.toml", "text");
  REQUIRE(::chown(path.c_str(), 12345, 12345) == 0);
  CHECK(from(scratch / "")->text == "text");
}

}  // namespace stanch
