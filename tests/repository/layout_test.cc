// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>

#include <re2/re2.h>

#include "tests/support/catch.h"
#include "tests/support/source_tree.h"

namespace stanch {
namespace {

bool is_script(const SourceFile& file) { return file.text.starts_with("#!"); }

bool is_code(const SourceFile& file) {
  return file.is_cpp() || is_script(file) || file.path.ends_with(".cmake") ||
         file.name() == "CMakeLists.txt";
}

// Folders whose files are data of one kind, told of in the README above them.
bool is_data(std::string_view folder) {
  return folder.starts_with("fuzz/corpus/") || folder.starts_with(".");
}

std::set<std::string> folders() {
  std::set<std::string> out;
  for (const SourceFile& file : source_tree()) {
    std::string folder(file.folder());
    while (!folder.empty()) {
      out.insert(folder);
      auto slash = folder.rfind('/');
      folder.resize(slash == std::string::npos ? 0 : slash);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("no file of code is longer than 400 lines", "[repository]") {
  for (const SourceFile& file : source_tree()) {
    if (!is_code(file)) continue;
    INFO(file.path);
    CHECK(lines_of(file.text).size() <= 400);
  }
}

TEST_CASE("sources and scripts open with the licence", "[repository]") {
  for (const SourceFile& file : source_tree()) {
    if (!file.is_cpp() && !is_script(file)) continue;
    INFO(file.path);
    auto lines = lines_of(file.text);
    std::size_t first = is_script(file) ? 1 : 0;
    REQUIRE(lines.size() > first);
    CHECK(lines[first].ends_with(" SPDX-License-Identifier: Apache-2.0"));
  }
}

TEST_CASE("every folder says in at most 15 lines what lives there",
          "[repository]") {
  for (const std::string& folder : folders()) {
    if (is_data(folder)) continue;
    INFO(folder);
    auto readme = std::ranges::find(source_tree(), folder + "/README.md",
                                    &SourceFile::path);
    CHECK(readme != source_tree().end());
    if (readme == source_tree().end()) continue;
    CHECK_FALSE(readme->text.empty());
    CHECK(lines_of(readme->text).size() <= 15);
  }
}

TEST_CASE("every test is built and carries its folder's tag", "[repository]") {
  static const re2::RE2 kTest(
      R"re((?s)\nTEST_CASE\((?:\s*"(?:[^"\\]|\\.)*")+,\s*"(\[\.?[a-z]+\]))re");
  static const re2::RE2 kAnyTest(
      R"re(\n(?:TEST_CASE|SCENARIO|TEMPLATE_\w+)\b)re");
  for (const SourceFile& file : source_tree()) {
    if (!file.is_cpp()) continue;
    INFO(file.path);
    int tests = 0, tagged = 0;
    re2::StringPiece rest(file.text);
    while (re2::RE2::FindAndConsume(&rest, kAnyTest)) ++tests;
    std::string tag;
    rest = file.text;
    while (re2::RE2::FindAndConsume(&rest, kTest, &tag)) {
      ++tagged;
      // A hidden one ("[.hook]") is what another test runs as a program.
      if (tag.starts_with("[.")) continue;
      CHECK("tests/" + tag.substr(1, tag.size() - 2) == file.folder());
    }
    CHECK(tagged == tests);
    // tests/CMakeLists.txt takes every .cc below tests/, and a folder with a
    // *_test.cc becomes a test of ctest.
    bool is_test = file.area() == "tests" && file.path.ends_with("_test.cc");
    CHECK((tests > 0) == is_test);
  }
}

TEST_CASE("every outside library names its Debian package", "[repository]") {
  static const re2::RE2 kFind(R"((?:find_package|pkg_check_modules)\((\w+))");
  static const re2::RE2 kPackage("# Debian: ([a-z0-9.+-]+)");
  const std::set<std::string> in_g_plus_plus_or_tools = {"PkgConfig",
                                                         "Threads"};
  bool named = false;
  for (std::string_view line :
       lines_of(source_file("cmake/dependencies.cmake").text)) {
    std::string library;
    if (re2::RE2::FullMatch(re2::StringPiece(line), kPackage)) {
      named = true;
    } else if (re2::RE2::PartialMatch(re2::StringPiece(line), kFind,
                                      &library) &&
               !in_g_plus_plus_or_tools.contains(library)) {
      INFO(library);
      CHECK(named);
      named = false;
    }
  }
}

TEST_CASE("a file that the documentation names exists", "[repository]") {
  static const re2::RE2 kPath(R"(`([a-z]+/[a-z_/]+\.[a-z]+)`)");
  for (const SourceFile& file : source_tree()) {
    if (!file.path.ends_with(".md")) continue;
    INFO(file.path);
    re2::StringPiece rest(file.text);
    std::string path;
    while (re2::RE2::FindAndConsume(&rest, kPath, &path)) {
      INFO(path);
      auto named = [&](const SourceFile& other) { return other.path == path; };
      CHECK(std::ranges::any_of(source_tree(), named));
    }
  }
}

TEST_CASE("the change log has a section for what is not released",
          "[repository]") {
  CHECK(source_file("CHANGELOG.md").text.find("\n## [Unreleased]\n") !=
        std::string::npos);
}

}  // namespace stanch
