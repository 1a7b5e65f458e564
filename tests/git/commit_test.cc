// SPDX-License-Identifier: Apache-2.0
#include "git/commit.h"

#include <string>

#include "tests/support/catch.h"

namespace stanch {
namespace {

const std::string kId(40, '1');
const std::string kOther(40, 'a');

Result<Commit> parse(const std::string& text) {
  return parse_commit(text, HashKind::kSha1);
}

Identity author(const std::string& line) {
  static std::string text;  // what the views point into
  text = "tree " + kId + "\nauthor " + line + "\n\n";
  return parse(text)->author;
}

}  // namespace

TEST_CASE("a commit is taken apart", "[git]") {
  const std::string text =
      "tree " + kId + "\nparent " + kOther + "\nparent " + kId +
      "\nauthor Ada A. <ada@example.org> 1700000000 +0530\n"
      "committer C <c@example.org> 1700000001 -0130\nencoding latin1\n"
      "gpgsig -----BEGIN\n author X <x@example.org> 5 +0000\n -----END\n"
      "\nSubject\nline two\n\nBody\n";
  auto commit = parse(text);
  REQUIRE(commit);
  CHECK(hex(commit->tree) == kId);
  REQUIRE(commit->parents.size() == 2);
  CHECK(hex(commit->parents[0]) == kOther);
  CHECK(commit->author ==
        Identity{"Ada A.", "ada@example.org", 1'700'000'000, 330});
  CHECK(commit->committer ==
        Identity{"C", "c@example.org", 1'700'000'001, -90});
  CHECK(commit->encoding == "latin1");
  CHECK(commit->message == "Subject\nline two\n\nBody\n");
  CHECK(commit->subject() == "Subject line two");
}

TEST_CASE("a SHA-256 commit has longer ids", "[git]") {
  const std::string id(64, 'b');
  auto commit = parse_commit("tree " + id + "\nparent " + id + "\n\nx",
                             HashKind::kSha256);
  REQUIRE(commit);
  CHECK(hex(commit->tree) == id);
  CHECK(commit->parents.size() == 1);
  CHECK_FALSE(parse("tree " + id + "\n\nx"));
}

TEST_CASE("a broken commit gives what can be read of it", "[git]") {
  CHECK_FALSE(parse(""));
  CHECK_FALSE(parse("author A <a> 1 +0000\n\n"));
  CHECK_FALSE(parse("tree xyz\n\n"));
  CHECK_FALSE(parse("tree " + kId + "\nparent 123\n\n"));
  auto bare = parse("tree " + kId);
  REQUIRE(bare);
  CHECK(bare->author == Identity{});
  CHECK(bare->message.empty());
  CHECK(bare->subject().empty());

  CHECK(author("A <a@b> 12 +0000") == Identity{"A", "a@b", 12, 0});
  CHECK(author("<a@b> 12 +0000") == Identity{"", "a@b", 12, 0});
  CHECK(author("A <a> b> 12 +0000") == Identity{"A", "a", 12, 0});
  CHECK(author("A") == Identity{"A", "", 0, 0});
  CHECK(author("A <a@b 12 +0000") == Identity{"A", "a@b 12 +0000", 0, 0});
  CHECK(author("A <a@b> tomorrow") == Identity{"A", "a@b", 0, 0});
  CHECK(author("A <a@b> -86400 +0000") == Identity{"A", "a@b", -86400, 0});
  CHECK(author("A <a@b> 99999999999999999999 +0000") ==
        Identity{"A", "a@b", 0, 0});
  CHECK(author("A <a@b> 5 +99999999") == Identity{"A", "a@b", 5, 1439});
  CHECK(author("A <a@b> 5 +-100") == Identity{"A", "a@b", 5, 0});
}

TEST_CASE("a tag is taken apart", "[git]") {
  const std::string text = "object " + kOther +
                           "\ntype tree\ntag v1\n"
                           "tagger T <t@example.org> 7 +0000\n\nwords\n";
  auto tag = parse_tag(text, HashKind::kSha1);
  REQUIRE(tag);
  CHECK(hex(tag->target) == kOther);
  CHECK(tag->type == ObjectType::kTree);
  CHECK(tag->name == "v1");
  CHECK(tag->tagger == Identity{"T", "t@example.org", 7, 0});
  CHECK(tag->message == "words\n");
  CHECK_FALSE(parse_tag("", HashKind::kSha1));
  CHECK_FALSE(parse_tag("object " + kId + "\n", HashKind::kSha1));
  CHECK_FALSE(parse_tag("object " + kId + "\ntype x\n", HashKind::kSha1));
}

TEST_CASE("dates are written with the zone of their clock", "[git]") {
  CHECK(iso_date(0, 0) == "1970-01-01T00:00:00Z");
  CHECK(iso_date(1'709'229'600, 330) == "2024-02-29T23:30:00+05:30");
  CHECK(iso_date(1'709'229'600, -570) == "2024-02-29T08:30:00-09:30");
  CHECK(iso_date(-1, 0) == "1969-12-31T23:59:59Z");
  CHECK(iso_date(4'102'444'800, 60) == "2100-01-01T01:00:00+01:00");
  CHECK(iso_date(INT64_MAX, 5000) == "9999-12-31T23:59:59+23:59");
  CHECK(iso_date(INT64_MIN, -5000) == "0000-01-01T00:00:00-23:59");
}

}  // namespace stanch
