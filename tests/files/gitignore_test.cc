// SPDX-License-Identifier: Apache-2.0
#include "files/gitignore.h"

#include "files/glob.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

bool glob(std::string_view pattern, std::string_view text) {
  return Glob(pattern).matches(text);
}

bool ignores(std::string_view lines, std::string_view path,
             bool is_folder = false) {
  return IgnoreFile(lines).match(path, is_folder) ==
         IgnoreFile::Verdict::kIgnore;
}

}  // namespace

TEST_CASE("a star stays within a name", "[files]") {
  CHECK(glob("*.o", "main.o"));
  CHECK(glob("*", ""));
  CHECK_FALSE(glob("*.o", "a/main.o"));
  CHECK(glob("a*b*c", "a-b-b-c"));
  CHECK_FALSE(glob("a*b*c", "a-c-b"));
  CHECK(glob("a?c", "abc"));
  CHECK_FALSE(glob("a?c", "a/c"));
  CHECK_FALSE(glob("a[!b]c", "a/c"));
}

TEST_CASE("two stars cross folders where they stand for whole names",
          "[files]") {
  CHECK(glob("**/b", "b"));
  CHECK(glob("**/b", "x/y/b"));
  CHECK_FALSE(glob("**/b", "xb"));
  CHECK(glob("a/**/b", "a/b"));
  CHECK(glob("a/**/b", "a/x/y/b"));
  CHECK(glob("a/**", "a/x/y"));
  CHECK_FALSE(glob("a/**", "a"));
  CHECK(glob("a/**/*.c", "a/b/c.d/e.c"));
  CHECK(glob("a/**/b/*/c", "a/b/x/b/y/c"));
  CHECK_FALSE(glob("a/x**", "a/b/c"));
  CHECK_FALSE(glob("?**/c", "a/b/c"));
  CHECK_FALSE(glob("**\\/b", "b"));
  CHECK(glob("**\\/b", "a/b"));
}

TEST_CASE("a class holds ranges, names and escapes", "[files]") {
  CHECK(glob("[a-c]", "b"));
  CHECK_FALSE(glob("[a-c]", "d"));
  CHECK(glob("[]a]", "]"));
  CHECK(glob("[!]a]", "b"));
  CHECK_FALSE(glob("[^]a]", "]"));
  CHECK(glob("[a-]", "-"));
  CHECK(glob("[[:digit:][:upper:]]", "7"));
  CHECK(glob("[[:digit:][:upper:]]", "Q"));
  CHECK_FALSE(glob("[[:digit:][:upper:]]", "q"));
  CHECK(glob("[\\]]", "]"));
  CHECK(glob("[[:a]", ":"));
  CHECK(glob("[\x80-\xff]", "\xc3"));
}

TEST_CASE("a glob that is not well-formed matches nothing", "[files]") {
  CHECK_FALSE(glob("[a", "[a"));
  CHECK_FALSE(glob("[[:nonsense:]]", "n"));
  CHECK_FALSE(glob("a\\", "a\\"));
  CHECK_FALSE(glob("a\\", "a"));
}

TEST_CASE("a glob of many stars is answered at once", "[files]") {
  std::string pattern, text(4000, 'a');
  for (int i = 0; i < 40; ++i) pattern += "*a**/";
  CHECK_FALSE(glob(pattern + "b*c", text + "c"));
}

TEST_CASE("the last line that matches decides", "[files]") {
  CHECK(ignores("*.o\n", "a/b.o"));
  CHECK_FALSE(ignores("*.o\n!b.o\n", "a/b.o"));
  CHECK(ignores("!b.o\n*.o\n", "a/b.o"));
  CHECK(ignores("*.o\n!b.o\n/a/b.o", "a/b.o"));
  CHECK(IgnoreFile("!b.o").match("b.o", false) == IgnoreFile::Verdict::kKeep);
  CHECK(IgnoreFile("x").match("b.o", false) == IgnoreFile::Verdict::kNone);
}

TEST_CASE("a slash anchors a line, one at its end asks for a folder",
          "[files]") {
  CHECK(ignores("/a", "a"));
  CHECK_FALSE(ignores("/a", "b/a"));
  CHECK_FALSE(ignores("b/a", "c/b/a"));
  CHECK(ignores("**/a", "c/b/a"));
  CHECK(ignores("a/", "c/a", true));
  CHECK_FALSE(ignores("a/", "c/a", false));
  CHECK(ignores("a/\na", "c/a", false));
}

TEST_CASE("comments, escapes, blanks and line ends are git's", "[files]") {
  CHECK_FALSE(ignores("#a", "#a"));
  CHECK(ignores("\\#a", "#a"));
  CHECK(ignores("\\!a", "!a"));
  CHECK(ignores("a  ", "a"));
  CHECK(ignores("a\\ ", "a "));
  CHECK(ignores("a\\  ", "a "));
  CHECK(ignores("a b", "a b"));
  CHECK(ignores("a\r\nb", "a"));
  CHECK(
      ignores("\xEF\xBB\xBF"
              "a\n",
              "a"));
  CHECK_FALSE(ignores("\n\n  \n!\n/\n", "a"));
  CHECK(ignores("caf\xe9", "caf\xe9"));
}

TEST_CASE("a folder above decides for what lies in it", "[files]") {
  IgnoreFile lines("build/\n!build/keep\n");
  CHECK(lines.match_with_folders("build/keep", false) ==
        IgnoreFile::Verdict::kIgnore);
  CHECK(lines.match_with_folders("a/build/b/c", false) ==
        IgnoreFile::Verdict::kIgnore);
  CHECK(lines.match_with_folders("build", false) == IgnoreFile::Verdict::kNone);
}

}  // namespace stanch
