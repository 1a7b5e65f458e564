// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "rules/allow.h"
#include "rules/rule.h"
#include "rules/rule_file.h"
#include "rules/toml_reader.h"

namespace stanch {

// What a `.stanch.toml` says. Plain data, nothing applied yet.
struct Config {
  std::vector<std::string> exclude;            // [scan] exclude: globs
  std::vector<std::string> disabled_rules;     // [rules] disable: rule ids
  std::map<std::string, Severity> severities;  // [rules.severity] id = "low"
  RuleFile custom;                             // [[rule]]
  std::vector<Allow> allows;                   // [[allow]]
  // [inventory] high = "24h": within what a leak of that impact must be dealt
  // with (docs/inventory.md)
  std::map<std::string, std::string> deadlines;
  std::optional<TomlEntry> respond;   // [respond]; cli looks into it
  std::vector<std::string> warnings;  // what does not count, and why
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
