// SPDX-License-Identifier: Apache-2.0
//
// `stanch respond status|resume|rollback|close`: responses that have begun.
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/inventory_place.h"
#include "cli/respond_session.h"
#include "inventory/time_text.h"
#include "reporters/printable.h"
#include "response/closing.h"

namespace stanch {
namespace {

struct RespondStatusFlags {
  std::string response;
  std::string reason;  // of `close`
  RespondFlags flags;
};

std::string line_of(const OpenResponse& open) {
  return fmt::format(
      "{}  {}  secret {}  {} {} ({})\n", open.id, utc_text(open.at),
      open.response.secret, to_string(open.response.action),
      printable(open.response.subject.target), to_string(open.response.mode));
}

int status(const RespondStatusFlags& options) {
  auto session = RespondSession::open(options.flags);
  if (!session) return fail_with(session.error());
  Inventory& inventory = (*session)->inventory();
  auto open = open_responses(inventory);
  if (!open) return fail_with(open.error());
  std::string out;
  for (const OpenResponse& each : *open) {
    if (!options.response.empty() && each.id != options.response) continue;
    out += line_of(each);
  }
  if (!options.response.empty()) {
    auto journal = journal_of_response(inventory, options.response);
    if (!journal) return fail_with(journal.error());
    for (const JournalEntry& entry : *journal) {
      out += fmt::format(
          "  {}  {:<28}{}{}{}\n", utc_text(entry.at),
          printable(entry.intent.step),
          entry.outcome ? printable(*entry.outcome) : "begun, no outcome",
          entry.details.empty() ? "" : ": ", printable(entry.details));
    }
  }
  return print(out.empty() ? "no response is under way\n" : out);
}

// The one that is meant: named, or the only one.
Result<OpenResponse> pick(Inventory& inventory, const std::string& id) {
  auto open = open_responses(inventory);
  if (!open) return std::unexpected(std::move(open.error()));
  for (OpenResponse& each : *open) {
    if (each.id == id || (id.empty() && open->size() == 1)) {
      return std::move(each);
    }
  }
  return fail(
      ErrorKind::kUsage,
      fmt::format("{} responses are under way{}; `stanch respond "
                  "status` names them",
                  open->size(), id.empty() ? "" : ", none of them " + id));
}

using Work = Result<ResponseResult> (Responder::*)(const std::string&);

int go_on(const RespondStatusFlags& options, Work work) {
  auto session = RespondSession::open(options.flags);
  if (!session) return fail_with(session.error());
  Inventory& inventory = (*session)->inventory();
  auto open = pick(inventory, options.response);
  if (!open) return fail_with(open.error());
  auto record = (*session)->record(open->response.secret);
  if (!record) return fail_with(record.error());
  auto leaked = (*session)->value(*record);
  if (!leaked) return fail_with(leaked.error());
  ResponseReach reach = (*session)->reach();
  auto issuer = make_issuer(reach, open->response.subject);
  if (!issuer) return fail_with(issuer.error());
  auto store = make_store(reach, open->response.subject);
  if (!store) return fail_with(store.error());
  for (const Actor* actor : {static_cast<const Actor*>(issuer->get()),
                             static_cast<const Actor*>(store->get())}) {
    if (actor == nullptr || is_allowed(reach.config.allow, actor->place())) {
      continue;
    }
    say(fmt::format("[respond] allow does not have {}", actor->place()));
    return kExitPerson;
  }
  if (int printed = print(line_of(*open)); printed != kExitClean) {
    return printed;
  }
  Responder responder(inventory, **issuer, store->get(), **leaked,
                      responder_options(**session));
  auto result = (responder.*work)(open->id);
  return result ? end_with(*result) : fail_with(result.error());
}

int close_by_hand(const RespondStatusFlags& options) {
  auto inventory = open_inventory(options.flags.inventory, Access::kWrite);
  if (!inventory) return fail_with(inventory.error());
  auto open = pick(*inventory, options.response);
  if (!open) return fail_with(open.error());
  auto done = close_response(*inventory, open->id, options.reason);
  if (!done) return fail_with(done.error());
  return print(
      fmt::format("response {} is closed; secret {} is contained, not proven "
                  "dead\n",
                  open->id, open->response.secret));
}

std::unique_ptr<RespondStatusFlags> options_of(CLI::App& app) {
  auto options = std::make_unique<RespondStatusFlags>();
  app.add_option("RESPONSE", options->response,
                 "its id (default: the only one)")
      ->type_name("")
      ->group("Arguments");
  return options;
}

}  // namespace

Action define_respond_status(CLI::App& app) {
  auto options = options_of(app);
  add_respond_inventory_flags(app, options->flags);
  app.footer("stanch respond status");
  return [options = std::move(options)] { return status(*options); };
}

Action define_respond_resume(CLI::App& app) {
  auto options = options_of(app);
  add_respond_flags(app, options->flags);
  app.footer("stanch respond resume");
  return [options = std::move(options)] {
    return go_on(*options, &Responder::resume);
  };
}

Action define_respond_rollback(CLI::App& app) {
  auto options = options_of(app);
  add_respond_flags(app, options->flags);
  app.footer("stanch respond rollback");
  return [options = std::move(options)] {
    return go_on(*options, &Responder::roll_back);
  };
}

Action define_respond_close(CLI::App& app) {
  auto options = options_of(app);
  app.add_option("--reason", options->reason,
                 "why, and what was done by hand; the journal keeps it")
      ->required()
      ->type_name("TEXT");
  add_respond_inventory_flags(app, options->flags);
  app.footer(
      "stanch respond close --reason 'every host has another authority'");
  return [options = std::move(options)] { return close_by_hand(*options); };
}

}  // namespace stanch
