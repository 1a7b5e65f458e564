// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "rules/config.h"
#include "rules/rule.h"

namespace stanch {

// The day of a time in seconds since 1970, as [[allow]] writes it: in UTC.
std::string day_of(std::int64_t seconds);

// What a `.stanch.toml` comes to on a day, with the built-in rules.
struct ConfiguredRules {
  Config config;
  RuleSet rules;
  std::vector<Allow> expired;  // taken out of the configuration
};

// `toml` as its text, empty for no configuration; `name` stands in messages.
// kUsage for every mistake in it: rules that a user wrote are compiled once to
// see that they can be.
Result<ConfiguredRules> configured_rules(std::string_view toml,
                                         std::string_view name);

// That of every rule, with `where` before the message.
Result<void> check_rules(const std::vector<Rule>& rules,
                         std::string_view where);

}  // namespace stanch
