// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/respond_session.h"
#include "inventory/change.h"
#include "inventory/fact.h"
#include "reporters/printable.h"
#include "response/confirm.h"

namespace stanch {
namespace {

struct RespondConfirmFlags {
  std::int64_t secret = 0;
  RespondFlags flags;
  bool search = false;
  std::vector<std::string> below;
};

// Into the inventory, as the word of who issued it.
Result<void> note_what_it_opens(Inventory& inventory, std::int64_t secret,
                                const Confirmation& found) {
  if (found.opens.empty()) return {};
  Fact fact{.field = "scope", .source = FactSource::kStore};
  for (const std::string& line : found.opens) {
    fact.value += (fact.value.empty() ? "" : "; ") + printable(line);
  }
  return set_facts(inventory, secret, {std::move(fact)});
}

int confirm_secret(const RespondConfirmFlags& options) {
  auto session = RespondSession::open(options.flags);
  if (!session) return fail_with(session.error());
  auto record = (*session)->record(options.secret);
  if (!record) return fail_with(record.error());
  auto leaked = (*session)->value(*record);
  if (!leaked) return fail_with(leaked.error());
  Inventory& inventory = (*session)->inventory();
  Confirmation found = confirm((*session)->reach(), **leaked, inventory.now());
  if (options.search && (*session)->vault() != nullptr) {
    for (std::string& line : find_in_stores(*(*session)->vault(), options.below,
                                            **leaked, found.failed)) {
      found.found.push_back("stored in " + line);
    }
  }
  std::string text =
      fmt::format("secret      {}: {}\nverdict     {}\n", record->id,
                  printable(record->title), to_string(found.liveness));
  for (const std::string& line : found.found) {
    text += fmt::format("found       {}\n", printable(line));
  }
  for (const std::string& line : found.opens) {
    text += fmt::format("opens       {}\n", printable(line));
  }
  for (const std::string& line : found.failed) {
    text += fmt::format("not asked   {}\n", printable(line));
  }
  int printed = print(text);
  if (printed != kExitClean) return printed;
  // What cannot follow (a response is under way) is no failure of the question.
  auto noted = change_state(inventory, record->id,
                            {.to = SecretState::kConfirmed,
                             .liveness = found.liveness,
                             .reason = "asked its issuer"});
  if (!noted && noted.error().kind != ErrorKind::kUsage) {
    return fail_with(noted.error());
  }
  if (auto kept = note_what_it_opens(inventory, record->id, found); !kept) {
    return fail_with(kept.error());
  }
  if (found.liveness != Liveness::kUnknown) return kExitClean;
  return found.failed.empty() ? kExitPerson : kExitUnavailable;
}

}  // namespace

Action define_respond_confirm(CLI::App& app) {
  auto options = std::make_unique<RespondConfirmFlags>();
  app.add_option("ID", options->secret, "its number in the inventory")
      ->required()
      ->type_name("")
      ->group("Arguments");
  app.add_flag("--search", options->search,
               "look through the key/value engines of Vault as well");
  app.add_option("--below", options->below,
                 "only below this path of a key/value engine; repeatable")
      ->type_name("PATH");
  add_respond_flags(app, options->flags);
  app.footer("stanch respond confirm 7 --search");
  return [options = std::move(options)] { return confirm_secret(*options); };
}

}  // namespace stanch
