// SPDX-License-Identifier: Apache-2.0
//
// `stanch respond plan|rotate|revoke ID`: one way for the three. Without
// --apply, and for plan, everything is looked at and nothing is changed.
#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/drill_run.h"
#include "cli/exit_code.h"
#include "cli/respond_session.h"
#include "reporters/printable.h"
#include "response/approval.h"
#include "response/confirm.h"
#include "response/exec_store.h"
#include "response/plan.h"
#include "response/vault/wrap_store.h"

namespace stanch {
namespace {

// So much longer than the grace a wrapped value is kept.
constexpr std::int64_t kLateSeconds = 3600;

struct RespondRotateFlags {
  std::int64_t secret = 0;
  RespondFlags flags;
  ResponseAction action = ResponseAction::kRotate;
  bool revoke = false;  // `plan --revoke`
  bool emergency = false;
  bool apply = false;
  std::string grace;
  std::string settle;
  std::string to;  // "exec:PROGRAM", "wrap:FILE": who gets the new value
  Approval approval;
  std::string drill;  // a target's name: a rehearsal there
};

Result<void> set_span(const std::string& text, std::string_view option,
                      std::int64_t& out) {
  if (text.empty()) return {};
  auto span = wait_of(text);
  if (!span) {
    return fail(ErrorKind::kUsage,
                fmt::format("{}: expected a span such as 90s, 15m or 2h, up to "
                            "a week",
                            option));
  }
  out = *span;
  return {};
}

Result<ResponseCase> case_of(const RespondRotateFlags& options,
                             const ResponseConfig& config) {
  ResponseCase out{
      .secret = options.secret,
      .action = options.revoke ? ResponseAction::kRevoke : options.action,
      .mode = options.emergency ? ResponseMode::kEmergency
                                : ResponseMode::kGraceful,
      .grace = config.grace,
      .settle = config.settle,
      .quiet = config.quiet};
  for (auto set : {set_span(options.grace, "--grace", out.grace),
                   set_span(options.settle, "--settle", out.settle)}) {
    if (!set) return std::unexpected(std::move(set.error()));
  }
  return out;
}

// A program, or a file, instead of the store that the target names.
Result<void> set_store(const std::string& to, std::int64_t grace,
                       Subject& subject) {
  if (to.empty()) return {};
  std::string_view file = to;
  file.remove_prefix(std::min(kWrapStore.size(), file.size()));
  if (to.starts_with(kWrapStore) && !file.empty()) {
    // Whoever is late still gets it.
    subject.store =
        to_store({.seconds = grace + kLateSeconds,
                  .file = std::filesystem::absolute(file).string()});
  } else if (to.starts_with(kExecStore) && !exec_words(to).empty()) {
    subject.store = to;
  } else {
    return fail(ErrorKind::kUsage,
                "--to: expected exec:PROGRAM, which gets the new value by its "
                "standard input, or wrap:FILE, which gets a token of Vault "
                "that opens it once");
  }
  subject.is_current = true;
  subject.leaked_versions.clear();
  return {};
}

int refuse(const Confirmation& found) {
  for (const std::string& line : found.failed) say(line);
  if (found.subject) return kExitClean;
  say("no [[respond.target]] knows this value; `stanch respond confirm` looks "
      "for it in the stores, `stanch respond runbook` says what to do by hand");
  return found.may_work_later ? kExitUnavailable : kExitPerson;
}

int rehearse_at(const RespondRotateFlags& options) {
  DrillRequest request{
      .flags = options.flags, .target = options.drill, .apply = options.apply};
  auto set = set_span(options.grace, "--grace", request.grace);
  return set ? run_drill(request) : fail_with(set.error());
}

int respond(const RespondRotateFlags& options) {
  if (!options.drill.empty()) return rehearse_at(options);
  if (options.secret == 0) {
    return fail_with(Error{ErrorKind::kUsage,
                           "give the ID of a secret; `stanch inventory list` "
                           "names them"});
  }
  auto session = RespondSession::open(options.flags);
  if (!session) return fail_with(session.error());
  auto response = case_of(options, (*session)->config());
  if (!response) return fail_with(response.error());
  auto record = (*session)->record(options.secret);
  if (!record) return fail_with(record.error());
  auto leaked = (*session)->value(*record);
  if (!leaked) return fail_with(leaked.error());

  ResponseReach reach = (*session)->reach();
  Confirmation found = confirm(reach, **leaked, (*session)->inventory().now());
  if (int code = refuse(found); code != kExitClean) return code;
  response->subject = *found.subject;
  if (auto set = set_store(options.to, response->grace, response->subject);
      !set) {
    return fail_with(set.error());
  }
  response->before = found.probe;
  auto issuer = make_issuer(reach, response->subject);
  if (!issuer) return fail_with(issuer.error());
  response->settle = std::max(response->settle, (*issuer)->traits().settle);
  auto store = make_store(reach, response->subject);
  if (!store) return fail_with(store.error());
  auto plan = plan_response(reach.config, *response, **issuer, store->get());
  if (!plan) return fail_with(plan.error());
  if (JournalSeal* seal = (*session)->seal()) {
    auto missing = seal->preflight();
    if (!missing) return fail_with(missing.error());
    plan->refusals.insert(plan->refusals.end(), missing->begin(),
                          missing->end());
  }
  std::string text =
      fmt::format("secret      {}: {}\n", record->id, printable(record->title));
  for (const std::string& line : found.found) {
    text += fmt::format("found       {}\n", printable(line));
  }
  if (!options.apply || !plan->refusals.empty()) {
    text += to_text(*plan, *response, **issuer);
  }
  const std::string& signers = reach.config.allowed_signers;
  std::string signed_text =
      approval_text(*plan, *response, **issuer, record->fingerprint);
  if (!signers.empty() && !options.apply) {
    text += "approve     " + signed_text;
  }
  int printed = print(text);
  if (printed != kExitClean) return printed;
  if (!plan->refusals.empty()) return kExitPerson;
  if (options.apply && !signers.empty()) {
    auto approved = check_approval(options.approval, signers, signed_text);
    if (!approved) return fail_with(approved.error());
    response->approved_by = options.approval.by;
  }
  if (!options.apply) {
    return print(
        "nothing was changed; `stanch respond rotate --apply` and "
        "`revoke --apply` do it\n");
  }
  Responder responder((*session)->inventory(), **issuer, store->get(), **leaked,
                      responder_options(**session));
  auto result = responder.start(*response);
  return result ? end_with(*result) : fail_with(result.error());
}

Action define(CLI::App& app, std::unique_ptr<RespondRotateFlags> options,
              const std::string& example) {
  app.add_option("ID", options->secret, "its number in the inventory")
      ->type_name("")
      ->group("Arguments");
  app.add_flag("--emergency", options->emergency,
               "end the old value at once, and make a new one then");
  app.add_option("--grace", options->grace,
                 "how long consumers have to move (default: 15m)")
      ->type_name("SPAN");
  app.add_option("--settle", options->settle,
                 "how far apart the old value is tried twice (default: 5s)")
      ->type_name("SPAN");
  add_respond_flags(app, options->flags);
  app.footer(example);
  return [options = std::move(options)] { return respond(*options); };
}

void add_apply_flag(CLI::App& app, RespondRotateFlags& options) {
  app.add_flag("--apply", options.apply,
               "do it; without this the plan is printed");
  app.add_option("--approve-by", options.approval.by,
                 "who signed the plan, where that is asked for")
      ->type_name("NAME");
  app.add_option("--signature", options.approval.signature,
                 "his signature of the plan, by ssh-keygen")
      ->type_name("FILE");
}

}  // namespace

Action define_respond_plan(CLI::App& app) {
  auto options = std::make_unique<RespondRotateFlags>();
  app.add_flag("--revoke", options->revoke, "of a revocation");
  return define(app, std::move(options), "stanch respond plan 7");
}

Action define_respond_rotate(CLI::App& app) {
  auto options = std::make_unique<RespondRotateFlags>();
  add_apply_flag(app, *options);
  app.add_option("--drill", options->drill,
                 "rehearse with a throw-away secret there; no ID")
      ->type_name("TARGET");
  app.add_option("--to", options->to,
                 "hand the new value to a program by a pipe, or by a token of "
                 "Vault that opens it once")
      ->type_name("exec:PROGRAM|wrap:FILE");
  return define(app, std::move(options), "stanch respond rotate 7 --apply");
}

Action define_respond_revoke(CLI::App& app) {
  auto options = std::make_unique<RespondRotateFlags>();
  options->action = ResponseAction::kRevoke;
  add_apply_flag(app, *options);
  return define(app, std::move(options), "stanch respond revoke 7 --apply");
}

}  // namespace stanch
