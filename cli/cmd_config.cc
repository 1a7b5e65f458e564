// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/scan_flags.h"
#include "cli/settings.h"
#include "cli/sources.h"
#include "reporters/printable.h"
#include "scanner/rule_database.h"

namespace stanch {
namespace {

struct ConfigCheckFlags {
  std::string file;
  bool unused = false;
};

std::string setting_row(std::string_view key, std::string_view value) {
  return fmt::format("{:<12}{}\n", key, printable(value));
}

template <typename Strings>
std::string list(std::string_view key, const Strings& values) {
  std::string out;
  for (const auto& value : values)
    out += setting_row(out.empty() ? key : "", value);
  return out;
}

// Values and fingerprints of [[allow]] are counted, not shown.
std::string describe(const Allow& allow) {
  std::string out = allow.reason + " (";
  for (const std::string& rule : allow.rules) out += rule + ", ";
  for (const std::string& path : allow.paths) out += "path " + path + ", ";
  return out +
         fmt::format("values: {}, fingerprints: {}{}{})", allow.values.size(),
                     allow.fingerprints.size(),
                     allow.owner.empty() ? "" : ", of " + allow.owner,
                     allow.expires.empty() ? "" : ", until " + allow.expires);
}

int show_config(const std::string& option) {
  auto settings = load_settings({.option = option, .target = "."});
  if (!settings) return fail_with(settings.error());
  const Config& config = settings->config;
  std::string out;
  if (settings->found.path.empty()) {
    out += setting_row("config", "none: the built-in rules apply");
  } else {
    out += setting_row("config", settings->found.path);
    out += setting_row("because", settings->found.origin);
  }
  out += setting_row("rules",
                     fmt::format("{} apply", settings->rules.rules.size()));
  out += list("disabled", config.disabled_rules);
  std::vector<std::string> lines;
  for (const auto& [id, severity] : config.severities) {
    lines.push_back(fmt::format("{} = {}", id, to_string(severity)));
  }
  out += list("severity", lines);
  lines.clear();
  for (const Rule& rule : config.custom.rules) lines.push_back(rule.id);
  out += list("own rules", lines);
  out += list("exclude", config.exclude);
  lines.clear();
  for (const Allow& allow : config.allows) lines.push_back(describe(allow));
  out += list("allow", lines);
  return print(out + list("ignored", config.warnings));
}

void say_warnings(const Settings& settings) {
  for (const std::string& warning : settings.config.warnings) say(warning);
}

// Names every [[allow]] that kept nothing quiet in the files of this folder.
Result<void> say_unused(const RuleDatabase& database,
                        const Settings& settings) {
  PipelineOptions options;
  ScanRequest request{.database = database,
                      .options = options,
                      .allows = settings.config.allows,
                      .exclude = settings.config.exclude,
                      .overlap = window_overlap(database)};
  auto scanned = directory_target({}).scan(request);
  if (!scanned) return std::unexpected(scanned.error());
  std::vector<bool> used = database.used_allows();
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (used[i]) continue;
    say(fmt::format("{}: [[allow]] \"{}\" keeps nothing quiet here",
                    settings.found.path, settings.config.allows[i].reason));
  }
  return {};
}

int check(const ConfigCheckFlags& options) {
  auto settings = load_settings({.option = options.file, .target = "."});
  if (!settings) return fail_with(settings.error());
  say_warnings(*settings);
  auto database =
      RuleDatabase::compile(settings->rules, settings->config.allows);
  if (!database) return fail_with(database.error());
  if (auto checked = database->check(); !checked) {
    return fail_with(checked.error());
  }
  if (options.unused) {
    auto said = say_unused(*database, *settings);
    if (!said) return fail_with(said.error());
  }
  const std::string& path = settings->found.path;
  return print(fmt::format("{}: no mistake; {} rules apply\n",
                           path.empty() ? "no configuration" : printable(path),
                           settings->rules.rules.size()));
}

}  // namespace

Action define_config_show(CLI::App& app) {
  auto config = std::make_unique<std::string>();
  add_config_flag(app, *config);
  app.footer("stanch config show");
  return [config = std::move(config)] { return show_config(*config); };
}

Action define_config_check(CLI::App& app) {
  auto options = std::make_unique<ConfigCheckFlags>();
  app.add_option("FILE", options->file,
                 "the configuration (default: what applies)")
      ->type_name("")
      ->group("Arguments");
  app.add_flag(
      "--unused", options->unused,
      "scan the files here, and name each [[allow]] that is not needed");
  app.footer("stanch config check .stanch.toml");
  return [options = std::move(options)] { return check(*options); };
}

}  // namespace stanch
