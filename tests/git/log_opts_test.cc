// SPDX-License-Identifier: Apache-2.0
#include "git/log_opts.h"

#include "tests/support/catch.h"

namespace stanch {
namespace {

using Words = std::vector<std::string>;

std::string refused_opts(std::string_view text) {
  auto choice = parse_log_opts(text);
  if (choice) return "taken";
  CHECK(choice.error().kind == ErrorKind::kUsage);
  return choice.error().message;
}

}  // namespace

TEST_CASE("the words of git log choose commits", "[git]") {
  auto choice = parse_log_opts(
      "--first-parent  --no-merges --since=2024-01-01 --before yesterday -n 5 "
      "v1..main ^old -- src 'my docs'");
  REQUIRE(choice);
  CHECK(choice->ranges == Words{"v1..main", "^old"});
  CHECK(choice->since == "2024-01-01");
  CHECK(choice->until == "yesterday");
  CHECK(choice->max_count == 5);
  CHECK(choice->first_parent);
  CHECK(choice->no_merges);
  CHECK(choice->paths == Words{"src", "my docs"});

  CHECK(parse_log_opts("-20")->max_count == 20);
  CHECK(parse_log_opts("-n7")->max_count == 7);
  CHECK(parse_log_opts("--max-count 0")->max_count == 0);
  CHECK(parse_log_opts("--all --full-history -p -U0")->ref_sets ==
        Words{"--all"});
  CHECK(parse_log_opts("--since=\"2 weeks ago\"")->since == "2 weeks ago");
  CHECK(parse_log_opts("--since=2\\ weeks\\ ago")->since == "2 weeks ago");
}

TEST_CASE("without a start git log starts at HEAD", "[git]") {
  CHECK(parse_log_opts("")->ranges == Words{"HEAD"});
  CHECK(parse_log_opts("-5")->ranges == Words{"HEAD"});
  CHECK(parse_log_opts("^v1")->ranges == Words{"^v1", "HEAD"});
  CHECK(parse_log_opts("main")->ranges == Words{"main"});
  CHECK(parse_log_opts("--branches")->ranges.empty());
}

TEST_CASE("a word of git log that is not known is named", "[git]") {
  CHECK(refused_opts("--first-parents") ==
        "--log-opts: '--first-parents' is not supported; did you mean "
        "--first-parent?");
  CHECK(refused_opts("--author=ada") ==
        "--log-opts: '--author=ada' is not supported; see stanch git --help");
  CHECK(refused_opts("--output=/etc/passwd").contains("is not supported"));
  CHECK(refused_opts("--all=x").contains("is not supported"));
  CHECK(refused_opts("-x").contains("is not supported"));
  CHECK(refused_opts("-n five") ==
        "--log-opts: 'five' is no number of commits");
  CHECK(refused_opts("-5x") == "--log-opts: '5x' is no number of commits");
  CHECK(refused_opts("--since") == "--log-opts: --since needs a value");
  CHECK(refused_opts("'main") == "--log-opts: a ' is not closed");
}

}  // namespace stanch
