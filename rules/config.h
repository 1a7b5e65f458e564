// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "rules/allow.h"
#include "rules/rule.h"
#include "rules/rule_file.h"

namespace stanch {

// What a `.stanch.toml` says. Plain data, nothing applied yet.
struct Config {
  std::vector<std::string> exclude;                 // [scan] exclude: globs
  Confidence min_confidence = Confidence::kMedium;  // [scan] min_confidence
  std::vector<std::string> disabled_rules;          // [rules] disable: rule ids
  std::map<std::string, Severity> severities;  // [rules.severity] id = "low"
  RuleFile custom;                             // [[rule]]
  std::vector<Allow> allows;                   // [[allow]]
  std::vector<std::string> warnings;           // what does not count, and why
};

// `name` stands in error messages: file:line:column, what was expected, and the
// nearest valid key.
Result<Config> parse_config(std::string_view toml, std::string_view name);

// Takes out the [[allow]] that do not count any more on a day, "2027-01-31".
std::vector<Allow> take_expired(Config& config, std::string_view today);

// The rules that apply: built-in ones less the disabled, with the severities
// changed, and the custom ones (a custom rule replaces a built-in one of the
// same id). An id that no rule has is an error with the nearest one.
Result<RuleSet> apply(const Config& config, RuleSet builtin,
                      std::string_view name);

}  // namespace stanch
