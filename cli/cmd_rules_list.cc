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
#include "reporters/json_string.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

struct RulesListFlags {
  std::string config;
  std::string format = "text";
};

std::string as_text(const RuleSet& rules) {
  std::size_t widest = 0;
  for (const Rule& rule : rules.rules) {
    widest = std::max(widest, rule.id.size());
  }
  std::string out;
  for (const Rule& rule : rules.rules) {
    out += fmt::format("{:<{}}  {:<8}  {}\n", printable(rule.id), widest,
                       to_string(rule.severity), printable(rule.title));
  }
  return out;
}

std::string as_json(const RuleSet& rules) {
  std::string out = "[";
  for (const Rule& rule : rules.rules) {
    out += fmt::format(
        "{}\n{{\"id\":{},\"title\":{},\"provider\":{},\"severity\":{},"
        "\"grants\":{},\"next\":{},\"checksum\":{}}}",
        out.size() == 1 ? "" : ",", json_string(rule.id),
        json_string(rule.title), json_string(rule.provider),
        json_string(to_string(rule.severity)), json_string(rule.grants),
        json_string(rule.next), json_string(rule.checksum));
  }
  return out + "\n]\n";
}

int list_rules(const RulesListFlags& options) {
  if (options.format != "text" && options.format != "json") {
    return fail_with(
        {ErrorKind::kUsage, "rules list: the format is text or json"});
  }
  auto settings = load_settings({.option = options.config, .target = "."});
  if (!settings) return fail_with(settings.error());
  return print(options.format == "json" ? as_json(settings->rules)
                                        : as_text(settings->rules));
}

}  // namespace

Action define_rules_list(CLI::App& app) {
  auto options = std::make_unique<RulesListFlags>();
  suggest(
      *app.add_option("-f,--format", options->format, "text (default) or json")
           ->type_name("NAME"),
      {"text", "json"});
  add_config_flag(app, options->config);
  app.footer("stanch rules list | grep aws");
  return [options = std::move(options)] { return list_rules(*options); };
}

}  // namespace stanch
