// SPDX-License-Identifier: Apache-2.0
#include "core/git_config.h"

#include "tests/support/catch.h"

namespace stanch {
namespace {

std::optional<std::string> excludes_file(std::string_view text) {
  return GitConfig(text).value("core.excludesfile");
}

}  // namespace

TEST_CASE("a value is read out of a git configuration", "[core]") {
  CHECK(excludes_file("[core]\n\texcludesFile = ~/x\n") == "~/x");
  CHECK(excludes_file("[CORE]\nEXCLUDESFILE=a # why\n") == "a");
  CHECK(excludes_file("[core] excludesfile = \"a # b\" \n") == "a # b");
  CHECK(excludes_file("[core]\nexcludesfile = a\nexcludesfile = b") == "b");
  CHECK(excludes_file("[core]\nexcludesfile = a \\\n b\n") == "a  b");
  CHECK(excludes_file("[core]\nexcludesfile = a\\\\b\\\"c\n") == "a\\b\"c");
  CHECK(excludes_file("\xef\xbb\xbf[core]\r\nexcludesfile = a\r\n") == "a");
  CHECK_FALSE(excludes_file("[core \"x\"]\nexcludesfile = a\n"));
  CHECK_FALSE(excludes_file("[user]\nexcludesfile = a\n"));
  CHECK_FALSE(excludes_file("[core]\n# excludesfile = a\n"));
  CHECK_FALSE(excludes_file("[core]\nexcludesfile\nbare = a\n"));
  CHECK_FALSE(excludes_file(""));
}

TEST_CASE("settings of subsections keep the subsection's case", "[core]") {
  GitConfig config(
      "[Remote \"My \\\"One\\\"\"]\n\tURL = x\n[remote.Two]\nurl=y\n");
  REQUIRE(config.settings().size() == 2);
  CHECK(config.settings()[0].name == "remote.My \"One\".url");
  CHECK(config.value("remote.two.url") == "y");
}

TEST_CASE("truths are told as git tells them", "[core]") {
  for (const char* yes : {"a", "a = true", "a=Yes", "a = on", "a=1", "a=-2"}) {
    CAPTURE(yes);
    CHECK(GitConfig(std::string("[x]\n") + yes + "\n").is_true("x.a"));
  }
  for (const char* no : {"b", "a = false", "a=no", "a=0", "a=", "a=maybe"}) {
    CAPTURE(no);
    CHECK_FALSE(GitConfig(std::string("[x]\n") + no + "\n").is_true("x.a"));
  }
}

TEST_CASE("lines that make no sense hide no other", "[core]") {
  GitConfig config("[a\nx=1\n[b]\n=2\n%%\ny z\nq=3\n[c \"d\ne=4\n");
  REQUIRE(config.settings().size() == 1);
  CHECK(config.value("b.q") == "3");
}

}  // namespace stanch
