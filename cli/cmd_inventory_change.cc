// SPDX-License-Identifier: Apache-2.0
//
// `stanch inventory tag|state|ignore`: what a person knows or decided.
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/inventory_place.h"
#include "cli/inventory_words.h"
#include "inventory/change.h"
#include "inventory/fact.h"

namespace stanch {
namespace {

struct InventoryChangeFlags {
  std::string number;
  std::string inventory;
  std::string reason;
  std::string word;  // of a state
  std::string verdict;
  std::string owner;
  std::string expires;
  std::vector<std::string> pairs;
};

using Change = Result<void> (*)(const InventoryChangeFlags&, Inventory&,
                                std::int64_t);

int change(const InventoryChangeFlags& options, Change what) {
  auto number = secret_number(options.number);
  if (!number) return fail_with(number.error());
  auto inventory = open_inventory(options.inventory, Access::kWrite);
  if (!inventory) return fail_with(inventory.error());
  auto done = what(options, *inventory, *number);
  return done ? 0 : fail_with(done.error());
}

Result<void> tag(const InventoryChangeFlags& options, Inventory& inventory,
                 std::int64_t number) {
  std::vector<Fact> facts;
  for (const std::string& pair : options.pairs) {
    std::size_t equals = pair.find('=');
    if (equals == std::string::npos) {
      return fail(ErrorKind::kUsage,
                  "tag: give FIELD=VALUE, as in owner=payments");
    }
    facts.push_back({.field = pair.substr(0, equals),
                     .value = pair.substr(equals + 1),
                     .reason = options.reason});
    if (facts.back().field == "impact" && !facts.back().value.empty() &&
        options.reason.empty()) {
      return fail(ErrorKind::kUsage,
                  "tag: another impact than the computed one needs --reason");
    }
  }
  if (facts.empty()) {
    return fail(ErrorKind::kUsage,
                "tag: give FIELD=VALUE, as in owner=payments");
  }
  return set_facts(inventory, number, facts);
}

Result<void> move(const InventoryChangeFlags& options, Inventory& inventory,
                  std::int64_t number) {
  auto state = read_state(options.word);
  if (!state) return std::unexpected(std::move(state.error()));
  StateChange change{.to = *state, .reason = options.reason};
  if (!options.verdict.empty()) {
    auto liveness = read_liveness(options.verdict);
    if (!liveness) return std::unexpected(std::move(liveness.error()));
    change.liveness = *liveness;
  }
  return change_state(inventory, number, change);
}

Result<void> ignore(const InventoryChangeFlags& options, Inventory& inventory,
                    std::int64_t number) {
  auto end = read_end(options.expires, inventory.now());
  if (!end) return std::unexpected(std::move(end.error()));
  return change_state(inventory, number,
                      {.to = SecretState::kIgnored,
                       .reason = options.reason,
                       .owner = options.owner,
                       .until = *end});
}

std::unique_ptr<InventoryChangeFlags> common(CLI::App& app) {
  auto options = std::make_unique<InventoryChangeFlags>();
  app.add_option("ID", options->number, "the secret's number")
      ->type_name("")
      ->required()
      ->group("Arguments");
  return options;
}

void add_reason(CLI::App& app, InventoryChangeFlags& options) {
  app.add_option("--reason", options.reason, "why, for the audit chain")
      ->type_name("TEXT");
  add_inventory_option(app, options.inventory);
}

}  // namespace

Action define_inventory_tag(CLI::App& app) {
  auto options = common(app);
  std::string fields;
  for (const FactField& field : fact_fields()) {
    fields += fmt::format("{}{}", fields.empty() ? "" : ", ", field.name);
  }
  add_paths(app, "FIELD=VALUE", options->pairs,
            "what is known; an empty value takes it back; fields: " + fields);
  add_reason(app, *options);
  app.footer(
      "stanch inventory tag 7 owner=payments stored=vault:kv/prod/stripe");
  return [options = std::move(options)] { return change(*options, tag); };
}

Action define_inventory_state(CLI::App& app) {
  auto options = common(app);
  app.add_option("STATE", options->word, "where it goes: triaged, closed, ...")
      ->type_name("")
      ->required()
      ->group("Arguments");
  app.add_option("--verdict", options->verdict,
                 "for confirmed: live, dead, superseded, not ours or unknown")
      ->type_name("WORD");
  add_reason(app, *options);
  app.footer("stanch inventory state 7 confirmed --verdict live");
  return [options = std::move(options)] { return change(*options, move); };
}

Action define_inventory_ignore(CLI::App& app) {
  auto options = common(app);
  app.add_option("--owner", options->owner, "who answers for it")
      ->type_name("NAME");
  app.add_option("--expires", options->expires,
                 "until when: a day, or a span as 90d")
      ->type_name("WHEN");
  add_reason(app, *options);
  app.footer(
      "stanch inventory ignore 7 --reason 'a sample' --owner ada --expires "
      "90d");
  return [options = std::move(options)] { return change(*options, ignore); };
}

}  // namespace stanch
