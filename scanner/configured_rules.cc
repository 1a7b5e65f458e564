// SPDX-License-Identifier: Apache-2.0
#include "scanner/configured_rules.h"

#include <ctime>
#include <utility>

#include <fmt/core.h>

#include "rules/builtin.h"
#include "scanner/rule_database.h"

namespace stanch {

// In UTC, so that it is the same day everywhere.
std::string day_of(std::int64_t seconds) {
  std::time_t time = seconds;
  std::tm parts = {};
  ::gmtime_r(&time, &parts);
  return fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday);
}

Result<void> check_rules(const std::vector<Rule>& rules,
                         std::string_view where) {
  for (const Rule& rule : rules) {
    if (auto checked = check_rule(rule); !checked) {
      return context(where, std::move(checked.error()));
    }
  }
  return {};
}

Result<ConfiguredRules> configured_rules(std::string_view toml,
                                         std::string_view name) {
  auto config = parse_config(toml, name);
  if (!config) return std::unexpected(std::move(config.error()));
  auto checked = check_rules(config->custom.rules, name);
  if (!checked) return std::unexpected(std::move(checked.error()));
  auto rules = apply(*config, builtin_rules(), name);
  if (!rules) return std::unexpected(std::move(rules.error()));
  ConfiguredRules out{.config = std::move(*config), .rules = std::move(*rules)};
  out.expired = take_expired(out.config, day_of(std::time(nullptr)));
  for (const Allow& allow : out.expired) {
    out.config.warnings.push_back(fmt::format(
        "{}: [[allow]] \"{}\"{} expired on {}: it does not count", name,
        allow.reason, allow.owner.empty() ? "" : " of " + allow.owner,
        allow.expires));
  }
  return out;
}

}  // namespace stanch
