// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/result.h"
#include "rules/rule.h"

namespace stanch {

struct RuleFile {
  std::vector<Rule> rules;
  std::vector<RuleExamples> examples;  // one for each rule, in the same order
};

// Reads one file of rules (docs/rules.md). `name` stands in error messages,
// which say file:line:column, what was expected and the nearest valid word.
// The seam mark `<>` is removed from the examples. Expressions are not
// compiled here: RuleDatabase does that, and names the rule where one is wrong.
Result<RuleFile> parse_rule_file(std::string_view toml, std::string_view name);

}  // namespace stanch
