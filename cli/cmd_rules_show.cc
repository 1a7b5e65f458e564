// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/command_tree.h"
#include "cli/console.h"
#include "cli/scan_flags.h"
#include "cli/settings.h"
#include "core/nearest.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

struct RulesShowFlags {
  std::string config;
  std::string id;
};

std::string rule_row(std::string_view key, std::string_view value) {
  if (value.empty()) return {};
  return fmt::format("{:<12}{}\n", key, printable(value));
}

std::string list(std::string_view key, const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) {
    out += rule_row(out.empty() ? key : "", value);
  }
  return out;
}

// The keys of docs/rules.md. Examples are left out: they hold whole values.
std::string describe(const Rule& rule) {
  std::string out =
      rule_row("id", rule.id) + rule_row("title", rule.title) +
      rule_row("provider", rule.provider) +
      rule_row("severity", to_string(rule.severity)) +
      rule_row("opens", rule.grants) + rule_row("next", rule.next) +
      list("trigger", rule.triggers) +
      list("  shape", rule.trigger_expressions) +
      rule_row("expression", rule.expression) +
      rule_row("checksum", rule.checksum) + list("context", rule.context) +
      rule_row("path", rule.path) + list("placeholder", rule.placeholders);
  if (rule.entropy > 0)
    out += rule_row("entropy", fmt::format("{}", rule.entropy));
  return out;
}

int show_rule(const RulesShowFlags& options) {
  auto settings = load_settings({.option = options.config, .target = "."});
  if (!settings) return fail_with(settings.error());
  const std::vector<Rule>& rules = settings->rules.rules;
  auto rule = std::ranges::find(rules, options.id, &Rule::id);
  if (rule != rules.end()) return print(describe(*rule));

  std::vector<std::string_view> ids;
  for (const Rule& each : rules) ids.push_back(each.id);
  std::string near = nearest(options.id, ids);
  return fail_with(
      {ErrorKind::kUsage,
       fmt::format("no rule {}; {}", options.id,
                   near.empty() ? "see stanch rules list"
                                : fmt::format("did you mean {}?", near))});
}

}  // namespace

Action define_rules_show(CLI::App& app) {
  auto options = std::make_unique<RulesShowFlags>();
  suggest(
      *app.add_option("ID", options->id, "of the rule, as in stanch rules list")
           ->type_name("")
           ->required()
           ->group("Arguments"),
      {kRuleIds});
  add_config_flag(app, options->config);
  app.footer("stanch rules show github-pat");
  return [options = std::move(options)] { return show_rule(*options); };
}

}  // namespace stanch
