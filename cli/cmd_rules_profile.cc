// SPDX-License-Identifier: Apache-2.0
//
// Which rules a scan spends its time on. Triggers run over all bytes at once,
// so their cost is one for all; the rest is told rule by rule.
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <numeric>
#include <tuple>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/git_target.h"
#include "cli/scan_flags.h"
#include "cli/settings.h"
#include "cli/sources.h"
#include "rules/words.h"
#include "scanner/rule_costs.h"

namespace stanch {
namespace {

constexpr std::size_t kRulesShown = 25;

struct RulesProfileFlags {
  std::string config;
  std::vector<std::string> paths;
  std::string history;
};

std::string row(const RuleCost& cost, double all, std::string_view name) {
  double milliseconds = static_cast<double>(cost.nanoseconds) / 1e6;
  return fmt::format("{:>10.2f} {:>9.1f}% {:>11} {:>11} {:>14}  {}\n",
                     milliseconds, all == 0 ? 0 : milliseconds / all * 100,
                     cost.hits, cost.searches, cost.bytes, name);
}

std::string table(std::span<const Rule> rules,
                  const std::vector<RuleCost>& costs, double milliseconds) {
  std::map<std::string_view, RuleCost> groups;
  std::vector<std::size_t> order(rules.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return std::tuple(costs[b].nanoseconds, rules[a].id) <
           std::tuple(costs[a].nanoseconds, rules[b].id);
  });
  for (std::size_t i = 0; i < rules.size(); ++i) {
    RuleCost& group =
        groups[std::ranges::find(kSpecificities, rules[i].specificity,
                                 &Word<Specificity>::value)
                   ->name];
    group.hits += costs[i].hits;
    group.searches += costs[i].searches;
    group.bytes += costs[i].bytes;
    group.nanoseconds += costs[i].nanoseconds;
  }
  std::string out =
      fmt::format("{:>10} {:>10} {:>11} {:>11} {:>14}  {}\n", "ms", "of scan",
                  "hits", "searches", "bytes", "rules");
  for (const auto& [name, cost] : groups) {
    out += row(cost, milliseconds, fmt::format("all {} rules", name));
  }
  out += '\n';
  for (std::size_t rule :
       std::span(order).first(std::min(order.size(), kRulesShown))) {
    if (costs[rule].searches == 0) break;
    out += row(costs[rule], milliseconds, rules[rule].id);
  }
  return out + fmt::format("\n{:>10.2f} ms the scan took, on one thread\n",
                           milliseconds);
}

int profile(RulesProfileFlags& options) {
  auto settings = load_settings({.option = options.config, .target = "."});
  if (!settings) return fail_with(settings.error());
  auto database = RuleDatabase::compile(std::move(settings->rules),
                                        settings->config.allows);
  if (!database) return fail_with(database.error());
  RuleCosts costs(database->rules().size());
  database->measure(costs);
  PipelineOptions one_thread{.threads = 1};
  ScanRequest request{.database = *database,
                      .options = one_thread,
                      .allows = settings->config.allows,
                      .exclude = settings->config.exclude,
                      .overlap = window_overlap(*database)};
  ScanTarget target = options.history.empty()
                          ? directory_target({.paths = options.paths})
                          : git_target({.repository = options.history});
  auto result = target.scan(request);
  if (!result) return fail_with(result.error());
  int printed = print(
      table(database->rules(), costs.all(), result->summary.seconds * 1000));
  if (printed != kExitClean || result->summary.complete) return printed;
  return kExitIncomplete;
}

}  // namespace

Action define_rules_profile(CLI::App& app) {
  auto options = std::make_unique<RulesProfileFlags>();
  add_paths(app, "PATH", options->paths,
            "files and folders to scan (default: this folder)");
  app.add_option("--history", options->history,
                 "scan the history of this repository instead")
      ->type_name("REPO");
  add_config_flag(app, options->config);
  app.footer("stanch rules profile src");
  return [options = std::move(options)] { return profile(*options); };
}

}  // namespace stanch
