// SPDX-License-Identifier: Apache-2.0
#include "rules/rule_file.h"

#include "tests/support/catch.h"

namespace stanch {
namespace {

RuleFile parsed_rules(std::string_view toml) {
  auto file = parse_rule_file(toml, "acme.toml");
  INFO((file ? "" : file.error().message));
  REQUIRE(file);
  return *file;
}

}  // namespace

TEST_CASE("a rule file gives each key to its rule", "[rules]") {
  RuleFile file = parsed_rules(R"toml(
provider = "Acme"
[[rule]]
id = "acme-api-token"
title = "Acme API token"
severity = "critical"
grants = "every call"
next = "Revoke it"
trigger = ["acme_", "ACME"]
trigger_expression = ['acme\d']
expression = '''acme_[0-9A-Za-z]{36}'''
secret_group = 2
max_length = 90
boundary = "word"
checksum = "crc32-base62"
entropy = 3
context = ["Acme", "TOKEN"]
path = '\.env$'
specificity = "generic"
placeholders = ["acme_0+"]
examples = ['ACME_TOKEN=acme_<>16C7<>']
counter_examples = ['acme_token_name', 'b']
)toml");
  REQUIRE(file.rules.size() == 1);
  Rule wanted = {.id = "acme-api-token",
                 .title = "Acme API token",
                 .provider = "Acme",
                 .severity = Severity::kCritical,
                 .grants = "every call",
                 .next = "Revoke it",
                 .triggers = {"acme_", "ACME"},
                 .trigger_expressions = {"acme\\d"},
                 .expression = "acme_[0-9A-Za-z]{36}",
                 .secret_group = 2,
                 .max_length = 90,
                 .boundary = Boundary::kWord,
                 .checksum = "crc32-base62",
                 .entropy = 3,
                 .context = {"acme", "token"},
                 .path = "\\.env$",
                 .specificity = Specificity::kGeneric,
                 .placeholders = {"acme_0+"}};
  CHECK(file.rules[0] == wanted);
  CHECK(file.examples[0] == RuleExamples{"acme-api-token",
                                         {"ACME_TOKEN=acme_16C7"},
                                         {"acme_token_name", "b"}});
}

TEST_CASE("rules come out sorted by id, each with its examples", "[rules]") {
  auto rule = [](const std::string& id, const std::string& more) {
    return "[[rule]]\nid = '" + id +
           "'\ntitle = 't'\nseverity = 'low'\ngrants = 'g'\nnext = 'n'\n"
           "trigger = ['abc']\nexpression = 'e'\nexamples = ['of " +
           id + "']\n" + more;
  };
  RuleFile file =
      parsed_rules("provider = 'P'\n" + rule("b-b", "provider = 'Q'\n") +
                   rule("c", "") + rule("a-1", ""));
  REQUIRE(file.rules.size() == 3);
  CHECK(file.rules[0].id == "a-1");
  CHECK(file.rules[0].provider == "P");
  CHECK(file.rules[1].id == "b-b");
  CHECK(file.rules[1].provider == "Q");
  CHECK(file.rules[2].id == "c");
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(file.examples[i].rule_id == file.rules[i].id);
    CHECK(file.examples[i].matching[0] == "of " + file.rules[i].id);
  }
}

TEST_CASE("a file without rules is read as such", "[rules]") {
  CHECK(parsed_rules("").rules.empty());
  CHECK(parsed_rules("# only a comment\nprovider = \"Acme\"\n").rules.empty());
}

}  // namespace stanch
