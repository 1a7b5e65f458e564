// SPDX-License-Identifier: Apache-2.0
#include "rules/config.h"

#include <string>

#include "tests/support/catch.h"

namespace stanch {
namespace {

std::string message(std::string_view toml) {
  auto config = parse_config(toml, "c.toml");
  if (config) return "no mistake";
  CHECK(config.error().kind == ErrorKind::kUsage);
  return config.error().message;
}

Config parsed_config(std::string_view toml) {
  auto config = parse_config(toml, "c.toml");
  INFO((config ? "" : config.error().message));
  REQUIRE(config);
  return *config;
}

std::string custom_rule(const std::string& id) {
  return "[[rule]]\nid = '" + id +
         "'\ntitle = 'mine'\nseverity = 'low'\ngrants = 'g'\nnext = 'n'\n"
         "trigger = ['abc']\nexpression = 'e'\n";
}

RuleSet builtin() {
  RuleSet set;
  for (std::string id : {"aws-token", "github-pat", "npm-token"}) {
    Rule& rule = set.rules.emplace_back();
    rule.id = id;
    rule.title = "built in";
  }
  return set;
}

// The ids that apply, or the message.
std::string applied(std::string_view toml) {
  auto set = apply(parsed_config(toml), builtin(), "c.toml");
  if (!set) return set.error().message;
  std::string ids;
  for (const Rule& rule : set->rules) ids += rule.id + " ";
  return ids;
}

}  // namespace

TEST_CASE("a configuration gives each key to its place", "[rules]") {
  Config config = parsed_config(R"toml(
[scan]
exclude = ["third_party/**", "*.lock"]
[rules]
disable = ["github-pat"]
[rules.severity]
npm-token = "low"
[[rule]]
id = "acme-token"
title = "Acme token"
severity = "high"
grants = "all"
next = "Revoke it"
trigger = ["acme_"]
expression = "acme_.{9}"
examples = ["acme_<>1"]
[[allow]]
rules = ["aws-token"]
paths = ["^docs/"]
values = ["EXAMPLE$"]
fingerprints = ["0123456789abcdef0123456789abcdef"]
reason = "from the manual"
[[allow]]
paths = ["a", "b"]
reason = "generated"
)toml");
  CHECK(config.exclude == std::vector<std::string>{"third_party/**", "*.lock"});
  CHECK(config.disabled_rules == std::vector<std::string>{"github-pat"});
  CHECK(config.severities ==
        std::map<std::string, Severity>{{"npm-token", Severity::kLow}});
  REQUIRE(config.custom.rules.size() == 1);
  CHECK(config.custom.rules[0].provider == "custom");
  CHECK(config.custom.examples[0].matching[0] == "acme_1");
  REQUIRE(config.allows.size() == 2);
  CHECK(config.allows[0].rules == std::vector<std::string>{"aws-token"});
  CHECK(config.allows[0].paths == std::vector<std::string>{"^docs/"});
  CHECK(config.allows[0].values == std::vector<std::string>{"EXAMPLE$"});
  CHECK(config.allows[0].fingerprints.size() == 1);
  CHECK(config.allows[0].reason == "from the manual");
  CHECK(config.allows[1].paths.size() == 2);
}

TEST_CASE("a custom rule needs neither provider nor examples", "[rules]") {
  CHECK(parsed_config(custom_rule("a-b")).custom.rules[0].provider == "custom");
  CHECK(parsed_config("provider = 'Acme'\n" + custom_rule("a-b"))
            .custom.rules[0]
            .provider == "Acme");
}

TEST_CASE("an empty configuration changes nothing", "[rules]") {
  CHECK(applied("") == "aws-token github-pat npm-token ");
  CHECK(applied(
            "[scan]\nexclude = []\n[rules]\ndisable = []\n[rules.severity]") ==
        "aws-token github-pat npm-token ");
}

TEST_CASE("a mistake in a configuration is told with its place", "[rules]") {
  CHECK(message("[scn]") ==
        "c.toml:1:2: unknown key 'scn' in a configuration; did you mean "
        "'scan'?");
  CHECK(message("[scan]\nexlude = []") ==
        "c.toml:2:1: unknown key 'exlude' in [scan]; did you mean 'exclude'?");
  CHECK(message("[rules]\ndisabled = []") ==
        "c.toml:2:1: unknown key 'disabled' in [rules]; did you mean "
        "'disable'?");
  CHECK(message("[[allow]]\nreason = 'x'\npath = ['a']") ==
        "c.toml:3:1: unknown key 'path' in [[allow]]; did you mean 'paths'?");
  CHECK(message("scan = 1") ==
        "c.toml:1:8: 'scan' must be a table, not a whole number");
  CHECK(message("[[scan]]") ==
        "c.toml:1:1: 'scan' must be a table, not a list");
  CHECK(message("[allow]\nreason = 'x'") ==
        "c.toml:1:1: 'allow' must be written as [[allow]]");
  CHECK(message("rule = [1]") ==
        "c.toml:1:8: 'rule' must be written as [[rule]]");
  CHECK(message("[scan]\nexclude = ['']") ==
        "c.toml:2:12: each of 'exclude' must be a string that is not empty");
  CHECK(message("[rules]\ndisable = ['No-Id']") ==
        "c.toml:2:12: each of 'disable' must be lower-case words joined by "
        "'-'");
  CHECK(message("[rules]\nseverity = 'low'") ==
        "c.toml:2:12: 'severity' must be a table, not a string");
}

TEST_CASE("a severity of a configuration is a known word", "[rules]") {
  CHECK(message("[rules.severity]\ngithub-pat = 'mediun'") ==
        "c.toml:2:14: 'github-pat' must be one of critical, high, medium, "
        "low; did you mean 'medium'?");
  CHECK(message("[rules.severity]\ngithub-pat = 3") ==
        "c.toml:2:14: 'github-pat' must be a string, not a whole number");
  CHECK(message("[rules.severity]\nGITHUB = 'low'") ==
        "c.toml:2:1: a key of [rules.severity] must be a rule id");
  CHECK(message("[rules.severity]\n" + std::string(40, 'a') + " = 3") ==
        "c.toml:2:44: this key must be a string, not a whole number");
}

TEST_CASE("an allow entry needs a reason and a condition", "[rules]") {
  CHECK(message("[[allow]]\npaths = ['a']") ==
        "c.toml:1:1: [[allow]] needs 'reason'");
  CHECK(message("[[allow]]\npaths = ['a']\nreason = ''") ==
        "c.toml:3:10: 'reason' must be one line of text");
  std::string condition =
      "c.toml:1:1: [[allow]] needs a condition: 'rules', 'paths', 'commits', "
      "'values', 'stopwords' or 'fingerprints'";
  CHECK(message("[[allow]]\nreason = 'x'") == condition);
  CHECK(message("[[allow]]\nreason = 'x'\npaths = []") == condition);
  CHECK(message("[[allow]]\nreason = 'x'\nvalues = ['']") ==
        "c.toml:3:11: each of 'values' must be a string that is not empty");
  CHECK(message("[[allow]]\nreason = 'x'\nfingerprints = ['ABCD']") ==
        "c.toml:3:17: each of 'fingerprints' must be 32 lower-case hexadecimal "
        "digits");
}

TEST_CASE("rules are disabled, replaced and added, and stay sorted",
          "[rules]") {
  CHECK(applied("[rules]\ndisable = ['github-pat']") == "aws-token npm-token ");
  CHECK(applied(custom_rule("acme-token")) ==
        "acme-token aws-token github-pat npm-token ");
  CHECK(
      applied("rules.disable = ['acme-token']\n" + custom_rule("acme-token")) ==
      "aws-token github-pat npm-token ");
  auto set =
      apply(parsed_config(custom_rule("github-pat")), builtin(), "c.toml");
  REQUIRE(set);
  REQUIRE(set->rules.size() == 3);
  CHECK(set->rules[1].title == "mine");
}

TEST_CASE("a severity is changed for that rule alone", "[rules]") {
  auto set =
      apply(parsed_config("rules.severity.npm-token = 'low'"), builtin(), "c");
  REQUIRE(set);
  CHECK(set->rules[1].severity == Severity::kHigh);
  CHECK(set->rules[2].severity == Severity::kLow);
}

TEST_CASE("an id that no rule has names the nearest one", "[rules]") {
  CHECK(applied("rules.disable = ['github-pta']") ==
        "c.toml: [rules] disable: no rule has the id 'github-pta'; did you "
        "mean 'github-pat'?");
  CHECK(applied("rules.severity.npm-tokens = 'low'") ==
        "c.toml: [rules.severity]: no rule has the id 'npm-tokens'; did you "
        "mean 'npm-token'?");
  CHECK(applied("[[allow]]\nrules = ['slack']\nreason = 'x'") ==
        "c.toml: [[allow]] rules: no rule has the id 'slack'; `stanch rules "
        "list` names them all");
  CHECK(applied("[[allow]]\nrules = ['acme-token']\nreason = 'x'\n" +
                custom_rule("acme-token")) ==
        "acme-token aws-token github-pat npm-token ");
}

}  // namespace stanch
