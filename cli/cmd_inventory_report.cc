// SPDX-License-Identifier: Apache-2.0
//
// `stanch inventory report`: the estate in figures, what is overdue by name.
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/command_tree.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/inventory_list.h"
#include "cli/inventory_place.h"
#include "cli/inventory_words.h"
#include "cli/scan_flags.h"
#include "inventory/estate.h"
#include "inventory/time_text.h"
#include "reporters/json_string.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

struct InventoryReportFlags {
  std::string inventory;
  std::string config;
  std::string format = "text";
  bool fail_overdue = false;
};

std::string counts_text(std::string_view title,
                        const std::vector<EstateCount>& counts) {
  std::string out = fmt::format("\n{:<32} {:>8} {:>8}\n", title, "all", "open");
  for (const EstateCount& count : counts) {
    if (count.total == 0) continue;
    out += fmt::format("  {:<30} {:>8} {:>8}\n",
                       count.name.empty() ? "nobody" : printable(count.name),
                       count.total, count.open);
  }
  return out;
}

std::string rotation_text(const RotationDue& due, std::int64_t now) {
  return fmt::format("secret {}: to be rotated every {}, {} {} ago\n",
                     due.secret, span_text(due.every),
                     due.is_known ? "last rotated" : "there since at least",
                     span_text(now - due.since));
}

std::string as_text(const Estate& estate, const Deadlines& deadlines) {
  std::string out = fmt::format(
      "{} secrets, {} open, {} overdue, {} to be rotated\n", estate.total,
      estate.open, estate.overdue.size(), estate.rotation.size());
  if (estate.mean_seconds_to_dead) {
    out += fmt::format("mean time to dead: {} (of {})\n",
                       span_text(*estate.mean_seconds_to_dead), estate.dead);
  }
  out += counts_text("state", estate.by_state);
  out += counts_text("impact", estate.by_impact);
  out += counts_text("age of open ones", estate.by_age);
  out += counts_text("owner", estate.by_owner);
  out += counts_text("kind", estate.by_kind);
  if (!estate.overdue.empty()) {
    out += "\noverdue\n" + list_as_text(estate.overdue, deadlines, estate.at);
  }
  if (!estate.rotation.empty()) out += "\nrotation\n";
  for (const RotationDue& due : estate.rotation) {
    out += rotation_text(due, estate.at);
  }
  return out;
}

std::string counts_json(std::string_view name,
                        const std::vector<EstateCount>& counts) {
  std::string out;
  for (const EstateCount& count : counts) {
    out += fmt::format("{}{{\"name\": {}, \"total\": {}, \"open\": {}}}",
                       out.empty() ? "" : ", ", json_string(count.name),
                       count.total, count.open);
  }
  return fmt::format("\"{}\": [{}],\n", name, out);
}

std::string as_json(const Estate& estate, const Deadlines& deadlines) {
  std::string out = fmt::format(
      "{{\n\"schema\": 1,\n\"at\": \"{}\",\n\"total\": {},\n\"open\": {},\n"
      "\"mean_seconds_to_dead\": {},\n",
      utc_text(estate.at), estate.total, estate.open,
      estate.mean_seconds_to_dead ? std::to_string(*estate.mean_seconds_to_dead)
                                  : "null");
  out += counts_json("by_state", estate.by_state);
  out += counts_json("by_impact", estate.by_impact);
  out += counts_json("by_age", estate.by_age);
  out += counts_json("by_owner", estate.by_owner);
  out += counts_json("by_kind", estate.by_kind);
  std::string rotation;
  for (const RotationDue& due : estate.rotation) {
    rotation += fmt::format(
        "{}{{\"secret\": {}, \"every_seconds\": {}, \"since\": \"{}\", "
        "\"known\": {}}}",
        rotation.empty() ? "" : ", ", due.secret, due.every,
        utc_text(due.since), due.is_known);
  }
  std::string overdue = list_as_json(estate.overdue, deadlines, estate.at);
  return out + fmt::format("\"rotation\": [{}],\n\"overdue\": {}}}\n", rotation,
                           overdue);
}

int report(const InventoryReportFlags& options) {
  if (options.format != "text" && options.format != "json") {
    return fail_with({ErrorKind::kUsage, "--format: give text or json"});
  }
  auto deadlines = read_deadlines(options.config);
  if (!deadlines) return fail_with(deadlines.error());
  auto inventory = open_inventory(options.inventory, Access::kRead);
  if (!inventory) return fail_with(inventory.error());
  auto estate = survey(*inventory, *deadlines);
  if (!estate) return fail_with(estate.error());
  int printed = print(options.format == "json" ? as_json(*estate, *deadlines)
                                               : as_text(*estate, *deadlines));
  if (printed != kExitClean || !options.fail_overdue) return printed;
  bool late = !estate->overdue.empty() || !estate->rotation.empty();
  return late ? kExitFindings : kExitClean;
}

}  // namespace

Action define_inventory_report(CLI::App& app) {
  auto options = std::make_unique<InventoryReportFlags>();
  app.add_flag("--fail-overdue", options->fail_overdue,
               "end with 1 where anything is overdue");
  suggest(
      *app.add_option("-f,--format", options->format, "text (default) or json")
           ->type_name("NAME"),
      {"text", "json"});
  add_inventory_option(app, options->inventory);
  add_config_flag(app, options->config);
  app.footer("stanch inventory report --fail-overdue");
  return [options = std::move(options)] { return report(*options); };
}

}  // namespace stanch
