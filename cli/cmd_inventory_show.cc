// SPDX-License-Identifier: Apache-2.0
//
// `stanch inventory show ID`: all that is known of one secret, first the five
// questions, each with who says so.
#include <algorithm>
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/inventory_list.h"
#include "cli/inventory_place.h"
#include "cli/inventory_words.h"
#include "cli/scan_flags.h"
#include "inventory/impact.h"
#include "inventory/questions.h"
#include "inventory/time_text.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

struct InventoryShowFlags {
  std::string number;
  std::string inventory;
  std::string config;
};

std::string fact_row(std::string_view name, std::string_view value) {
  return fmt::format("{:<12}{}\n", name, printable(value));
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

std::string head(const SecretRecord& secret,
                 const std::vector<PlaceRecord>& places,
                 const std::vector<Fact>& facts, const Deadlines& deadlines,
                 std::int64_t now) {
  std::string out = fact_row("secret", fmt::format("{}, {} [{}]", secret.id,
                                                   secret.title, secret.kind));
  out += fact_row("fingerprint", secret.fingerprint);
  std::string state(to_string(secret.state));
  if (secret.liveness != Liveness::kUnasked) {
    state += fmt::format(", {}", to_string(secret.liveness));
  }
  if (secret.ignored_until) {
    state += ", until " + day_text(*secret.ignored_until);
  }
  out += fact_row("state", state);
  ImpactVerdict impact =
      impact_of_leak(secret.severity, secret.liveness, places, facts);
  out += fact_row("impact", fmt::format("{} ({})", to_string(secret.impact),
                                        joined(impact.reasons)));
  out += fact_row("owner", secret.owner.empty() ? "nobody" : secret.owner);
  out += fact_row("seen", fmt::format("{} to {}", utc_text(secret.first_seen),
                                      utc_text(secret.last_seen)));
  if (auto when = due(secret, deadlines, now)) {
    out += fact_row("due", utc_text(*when) + (*when < now ? ", overdue" : ""));
  }
  const Fact* grants = best_fact(facts, "grants");
  if (grants != nullptr) out += fact_row("opens", grants->value);
  if (grants == nullptr && !secret.grants.empty()) {
    out += fact_row("opens", secret.grants);
  }
  if (const Fact* scope = best_fact(facts, "scope")) {
    out += fact_row("scope", scope->value);
  }
  return out;
}

std::string questions(const SecretRecord& secret,
                      const std::vector<PlaceRecord>& places,
                      const std::vector<Fact>& facts) {
  std::string out = "\n";
  for (const QuestionAnswer& answer : answers(secret, places, facts)) {
    out += printable(answer.text.empty()
                         ? fmt::format("{} unanswered; {}", answer.question,
                                       answer.how)
                         : fmt::format("{} {} ({})", answer.question,
                                       answer.text, answer.source)) +
           "\n";
  }
  return out;
}

std::string story(const PlaceRecord& place) {
  std::string out = fmt::format("{} {}", place.source, place_text(place));
  if (place.copies > 1) out += fmt::format(", {} times", place.copies);
  if (!place.layer.empty()) out += ", layer " + place.layer;
  if (!place.first_commit.empty()) {
    out += ", since commit " + place.first_commit.substr(0, 12);
    if (place.since) out += " of " + day_text(*place.since);
    if (!place.author.empty()) out += " by " + place.author;
  }
  if (place.until) out += ", removed on " + day_text(*place.until);
  if (place.in_head) out += *place.in_head ? ", in HEAD" : ", not in HEAD";
  if (place.latest.value_or(false)) out += ", tagged latest";
  if (place.gone_run) {
    out += fmt::format(", gone: seen by run {} on {}", *place.gone_run,
                       day_text(place.gone_at.value_or(0)));
  }
  return out;
}

Result<std::string> shown(const InventoryShowFlags& options) {
  auto number = secret_number(options.number);
  if (!number) return std::unexpected(std::move(number.error()));
  auto deadlines = read_deadlines(options.config);
  if (!deadlines) return std::unexpected(std::move(deadlines.error()));
  auto inventory = open_inventory(options.inventory, Access::kRead);
  if (!inventory) return std::unexpected(std::move(inventory.error()));
  std::string out;
  auto done = inventory->read([&]() -> Result<void> {
    auto secret = secret_by_id(*inventory, *number);
    if (!secret) return std::unexpected(std::move(secret.error()));
    auto places = places_of(*inventory, *number);
    if (!places) return std::unexpected(std::move(places.error()));
    auto facts = facts_of(*inventory, *number);
    if (!facts) return std::unexpected(std::move(facts.error()));
    out = head(*secret, *places, *facts, *deadlines, inventory->now());
    out += questions(*secret, *places, *facts);
    out += "\n";
    for (const PlaceRecord& place : *places) {
      out += printable(story(place)) + "\n";
    }
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
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
