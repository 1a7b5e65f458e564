// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/inventory_list.h"
#include "cli/inventory_place.h"
#include "cli/inventory_words.h"
#include "cli/scan_flags.h"

namespace stanch {
namespace {

struct InventoryListFlags {
  std::string inventory;
  std::string config;
  std::string format = "text";
  std::string sort = "impact";
  std::vector<std::string> states;
  std::vector<std::string> impacts;
  SecretFilter filter;
  std::size_t most = 0;
};

template <typename T>
Result<void> read_all(const std::vector<std::string>& words,
                      Result<T> (*read)(std::string_view),
                      std::vector<T>& out) {
  for (const std::string& word : words) {
    auto value = read(word);
    if (!value) return std::unexpected(std::move(value.error()));
    out.push_back(*value);
  }
  return {};
}

Result<std::string> listed(InventoryListFlags& options) {
  if (options.format != "text" && options.format != "json" &&
      options.format != "csv") {
    return fail(ErrorKind::kUsage, "--format: give text, json or csv");
  }
  auto order = read_order(options.sort);
  if (!order) return std::unexpected(std::move(order.error()));
  auto read = read_all(options.states, read_state, options.filter.states);
  if (read)
    read = read_all(options.impacts, read_impact, options.filter.impacts);
  if (!read) return std::unexpected(std::move(read.error()));
  auto deadlines = read_deadlines(options.config);
  if (!deadlines) return std::unexpected(std::move(deadlines.error()));
  options.filter.deadlines = *deadlines;
  auto inventory = open_inventory(options.inventory, Access::kRead);
  if (!inventory) return std::unexpected(std::move(inventory.error()));
  auto secrets = list_secrets(*inventory, options.filter, *order, options.most);
  if (!secrets) return std::unexpected(std::move(secrets.error()));
  auto write = options.format == "json"  ? list_as_json
               : options.format == "csv" ? list_as_csv
                                         : list_as_text;
  return write(*secrets, *deadlines, inventory->now());
}

}  // namespace

Action define_inventory_list(CLI::App& app) {
  auto options = std::make_unique<InventoryListFlags>();
  add_repeatable(app, "--state", options->states, "STATE",
                 "only those in this state; repeatable");
  add_repeatable(app, "--impact", options->impacts, "IMPACT",
                 "only high, medium or low ones; repeatable");
  add_repeatable(app, "--owner", options->filter.owners, "NAME",
                 "only this owner's ('' : nobody's); repeatable");
  add_repeatable(app, "--kind", options->filter.kinds, "RULE",
                 "only what this rule found; repeatable");
  add_repeatable(app, "--repo", options->filter.repositories, "NAME",
                 "only what stands in this repository; repeatable");
  app.add_flag("--overdue", options->filter.is_overdue,
               "only what should have been dealt with by now");
  app.add_option("--sort", options->sort,
                 "impact (default), age, seen, owner, kind or id")
      ->type_name("ORDER");
  app.add_option("--limit", options->most, "only the first so many")
      ->type_name("N");
  app.add_option("-f,--format", options->format, "text (default), json or csv")
      ->type_name("NAME");
  add_inventory_option(app, options->inventory);
  add_config_flag(app, options->config);
  app.footer("stanch inventory list --overdue --impact high");
  return [options = std::move(options)] {
    auto text = listed(*options);
    return text ? print(*text) : fail_with(text.error());
  };
}

}  // namespace stanch
