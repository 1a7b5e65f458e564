// SPDX-License-Identifier: Apache-2.0
#include "rules/builtin.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <re2/re2.h>

#include "rules/compile/joined_files.h"
#include "rules/compile/table_writer.h"
#include "tests/support/catch.h"
#include "tests/support/source_tree.h"

namespace stanch {
namespace {

std::string rule(const std::string& id, const std::string& more = "") {
  return "[[rule]]\nid = '" + id +
         "'\ntitle = 't'\nprovider = 'p'\nseverity = 'low'\ngrants = 'g'\n"
         "next = 'n'\ntrigger = ['abc']\nexpression = 'e'\n"
         "examples = ['abc']\n" +
         more;
}

RuleFile joined_rules(const std::vector<std::string>& files) {
  JoinedFiles all;
  for (const std::string& file : files) REQUIRE(all.add(file, "f.toml"));
  return all.take();
}

}  // namespace

TEST_CASE("the built-in rules are those of the files", "[rules]") {
  JoinedFiles files;
  for (const SourceFile& file : source_tree()) {
    if (file.folder() != "rules/builtin" || !file.path.ends_with(".toml")) {
      continue;
    }
    auto added = files.add(file.text, file.path);
    INFO((added ? "" : added.error().message));
    REQUIRE(added);
  }
  RuleFile all = files.take();
  REQUIRE_FALSE(all.rules.empty());
  CHECK(builtin_rules().rules == all.rules);
  CHECK(builtin_examples() == all.examples);
}

TEST_CASE("the rules that a page names in place of others are there",
          "[rules]") {
  static const re2::RE2 kId("`([a-z0-9]+(?:-[a-z0-9]+)+)`");
  std::set<std::string> ids;
  for (const Rule& rule : builtin_rules().rules) ids.insert(rule.id);
  std::size_t named = 0;
  for (const SourceFile& file : source_tree()) {
    if (file.path != "docs/no-rule.md") continue;
    re2::StringPiece rest(file.text);
    for (std::string id; re2::RE2::FindAndConsume(&rest, kId, &id); ++named) {
      INFO(id);
      CHECK(ids.contains(id));
    }
  }
  CHECK(named >= 30);
}

TEST_CASE("files join into one, sorted by id", "[rules]") {
  RuleFile file = joined_rules({rule("c-c") + rule("a-a"), rule("b-b")});
  REQUIRE(file.rules.size() == 3);
  CHECK(file.rules[0].id == "a-a");
  CHECK(file.rules[1].id == "b-b");
  CHECK(file.examples[2].rule_id == "c-c");
}

TEST_CASE("an id stands in one file only", "[rules]") {
  JoinedFiles all;
  REQUIRE(all.add(rule("a-b"), "one.toml"));
  auto again = all.add(rule("c-d") + rule("a-b"), "two.toml");
  REQUIRE_FALSE(again);
  CHECK(again.error().kind == ErrorKind::kUsage);
  CHECK(again.error().message ==
        "two.toml: duplicate id 'a-b', first in one.toml");
}

TEST_CASE("a mistake in any file is told with its place", "[rules]") {
  auto added = JoinedFiles().add(rule("a-b", "entropi = 3"), "one.toml");
  REQUIRE_FALSE(added);
  CHECK(added.error().message ==
        "one.toml:11:1: unknown key 'entropi' in [[rule]]; did you mean "
        "'entropy'?");
}

TEST_CASE("a literal is printable ASCII whatever it holds", "[rules]") {
  CHECK(literal_of("") == R"(""sv)");
  CHECK(literal_of("a \"b\" \\n") == R"("a \"b\" \\n"sv)");
  CHECK(literal_of("\n\t\r") == R"("\012\011\015"sv)");
  CHECK(literal_of(std::string_view("\0"
                                    "7",
                                    2)) == R"("\0007"sv)");
  CHECK(literal_of(")\" R\"(") == R"(")\" R\"("sv)");
  CHECK(literal_of("\xc3\xa9\xff") == R"("\303\251\377"sv)");
  CHECK(literal_of("?"
                   "?=") == R"("\?\?="sv)");
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  CHECK(std::ranges::all_of(literal_of(all),
                            [](char c) { return c >= ' ' && c <= '~'; }));
}

TEST_CASE("the same rules give the same table", "[rules]") {
  std::string a = rule("a-a");
  std::string b = rule("b-b", "context = ['x']");
  std::string c = rule("c-c", "counter_examples = ['y']\n");
  auto table = write_table(joined_rules({a, b, c}), "kTable");
  REQUIRE(table);
  CHECK(*write_table(joined_rules({a, b, c}), "kTable") == *table);
  CHECK(*write_table(joined_rules({c + b, a}), "kTable") == *table);
  CHECK(*write_table(joined_rules({a, b}), "kTable") != *table);
  CHECK(std::ranges::all_of(
      *table, [](char x) { return x == '\n' || (x >= ' ' && x <= '~'); }));
}

TEST_CASE("a text too long for a literal is refused with its rule", "[rules]") {
  std::string longest(65535, 'x');
  CHECK(write_table(
      joined_rules({rule("a-a", "context = ['" + longest + "']")}), "kTable"));
  auto table = write_table(
      joined_rules({rule("a-a", "context = ['" + longest + "x']")}), "kTable");
  REQUIRE_FALSE(table);
  CHECK(table.error().message ==
        "rule 'a-a' holds a text of more than 65535 bytes");
}

}  // namespace stanch
