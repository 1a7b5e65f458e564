// SPDX-License-Identifier: Apache-2.0
//
// `stanch inventory show ID`: all that is known of one secret, first the five
// questions, each with who says so (secret_text.h).
#include <memory>

#include <unistd.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/inventory_place.h"
#include "cli/inventory_words.h"
#include "cli/scan_flags.h"
#include "cli/secret_text.h"

namespace stanch {
namespace {

constexpr std::size_t kChangesShown = 6;

struct InventoryShowFlags {
  std::string number;
  std::string inventory;
  std::string config;
};

Result<std::string> shown(const InventoryShowFlags& options) {
  auto number = secret_number(options.number);
  if (!number) return std::unexpected(std::move(number.error()));
  auto deadlines = read_deadlines(options.config);
  if (!deadlines) return std::unexpected(std::move(deadlines.error()));
  auto inventory = open_inventory(options.inventory, Access::kRead);
  if (!inventory) return std::unexpected(std::move(inventory.error()));
  ShownSecret shown{.deadlines = *deadlines, .now = inventory->now()};
  auto done = inventory->read([&]() -> Result<void> {
    auto secret = secret_by_id(*inventory, *number);
    if (!secret) return std::unexpected(std::move(secret.error()));
    auto places = places_of(*inventory, *number);
    if (!places) return std::unexpected(std::move(places.error()));
    auto facts = facts_of(*inventory, *number);
    if (!facts) return std::unexpected(std::move(facts.error()));
    auto changes = last_entries_of(*inventory, *number, kChangesShown);
    if (!changes) return std::unexpected(std::move(changes.error()));
    shown.secret = std::move(*secret);
    shown.places = std::move(*places);
    shown.facts = std::move(*facts);
    shown.changes = std::move(*changes);
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return secret_text(shown, {use_color(ColorChoice::kAuto, STDOUT_FILENO)});
}

}  // namespace

Action define_inventory_show(CLI::App& app) {
  auto options = std::make_unique<InventoryShowFlags>();
  app.add_option("ID", options->number, "the secret's number")
      ->type_name("")
      ->required()
      ->group("Arguments");
  add_inventory_option(app, options->inventory);
  add_config_flag(app, options->config);
  app.footer("stanch inventory show 7");
  return [options = std::move(options)] {
    auto text = shown(*options);
    return text ? print(*text) : fail_with(text.error());
  };
}

}  // namespace stanch
