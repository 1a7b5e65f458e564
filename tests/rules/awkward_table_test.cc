// SPDX-License-Identifier: Apache-2.0
#include "rules/builtin_table.h"
#include "rules/rule_file.h"
#include "tests/support/catch.h"
#include "tests/support/source_tree.h"

namespace stanch {

// Of tests/rules/awkward.toml, written and compiled like the built-in rules.
extern const RuleTable kAwkwardTable;

TEST_CASE("a compiled table holds the very strings of its file", "[rules]") {
  auto file =
      parse_rule_file(source_file("tests/rules/awkward.toml").text, "a");
  REQUIRE(file);
  REQUIRE(file->rules.size() == 2);
  CHECK(rules_of(kAwkwardTable).rules == file->rules);
  CHECK(examples_of(kAwkwardTable) == file->examples);
}

TEST_CASE("seams vanish from the compiled examples", "[rules]") {
  std::vector<RuleExamples> examples = examples_of(kAwkwardTable);
  REQUIRE(examples.size() == 2);
  CHECK(examples[1].rule_id == "awkward-strings");
  REQUIRE(examples[1].matching.size() == 5);
  CHECK(examples[1].matching[0] == std::string("ab\0"
                                               "1\"",
                                               5));
  CHECK(examples[1].matching[2].empty());
  CHECK(examples[1].matching[3] == "<>");
}

}  // namespace stanch
