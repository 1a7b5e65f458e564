// SPDX-License-Identifier: Apache-2.0
#include "cli/drill_run.h"

#include <algorithm>
#include <chrono>

#include <fmt/core.h>

#include "cli/console.h"
#include "cli/exit_code.h"
#include "core/digest.h"
#include "core/seal.h"
#include "inventory/change.h"
#include "inventory/journal.h"
#include "inventory/merge.h"
#include "response/confirm.h"
#include "response/drill.h"
#include "response/plan.h"
#include "response/responder.h"

namespace stanch {
namespace {

using DrillClock = std::chrono::steady_clock;

double seconds_since(DrillClock::time_point began) {
  return std::chrono::duration<double>(DrillClock::now() - began).count();
}

std::string drill_name() {
  std::string bytes = random_bytes(4);
  return "stanch_drill_" +
         hex({reinterpret_cast<const std::uint8_t*>(bytes.data()),
              bytes.size()});
}

Result<std::int64_t> known_drill(Inventory& inventory, const Drill& drill) {
  SeenSecret seen{.kind = "drill",
                  .title = "Throw-away secret of a drill",
                  .provider = drill.target.issuer,
                  .severity = "low"};
  for (const InventoryKey& key : inventory.keys()) {
    seen.fingerprints.push_back(key.fingerprint(drill.value.reveal()));
  }
  seen.places.push_back({.source = "drill", .path = drill.target.name});
  auto merged = merge_run(inventory,
                          {.target = "respond rotate --drill",
                           .scope = {.source = "drill", .roots = {{}}}},
                          {seen});
  if (!merged) return std::unexpected(std::move(merged.error()));
  return merged->seen.at(0);
}

// How long it took, in the journal: an entry of its own.
Result<void> record_drill(Inventory& inventory, std::int64_t secret,
                          const Drill& drill, const std::string& outcome,
                          const std::string& times) {
  auto entry =
      note_intent(inventory, {.secret = secret,
                              .response = drill.target.name,
                              .step = "drill",
                              .idempotency_key = drill.target.name,
                              .plan = std::string(to_string(drill.action))});
  if (!entry) return std::unexpected(std::move(entry.error()));
  auto noted = note_outcome(inventory, entry->id, outcome, times);
  if (!noted) return noted;
  auto closed = change_state(inventory, secret,
                             {.to = SecretState::kClosed, .reason = "a drill"});
  if (!closed && closed.error().kind != ErrorKind::kUsage) return closed;
  return {};
}

// From confirm to the end, as for a real one; the result and the times.
struct Rehearsed {
  ResponseResult result;
  std::string times;
};

Answer<Rehearsed> rehearse(const ResponseReach& reach, RespondSession& session,
                           const Drill& drill, const DrillRequest& request,
                           std::int64_t secret) {
  Inventory& inventory = session.inventory();
  auto failed = [](std::string why) {
    return call_error(CallFault::kConflict, std::move(why));
  };
  auto began = DrillClock::now();
  Confirmation found = confirm(reach, drill.value, inventory.now());
  if (!found.subject) return failed("the throw-away secret was not recognised");
  ResponseCase response{.secret = secret,
                        .action = drill.action,
                        .grace = request.grace,
                        .settle = reach.config.settle,
                        .quiet = reach.config.quiet,
                        .subject = *found.subject,
                        .before = found.probe};
  auto issuer = make_issuer(reach, response.subject);
  if (!issuer) return failed(issuer.error().message);
  auto store = make_store(reach, response.subject);
  if (!store) return std::unexpected(std::move(store.error()));
  auto plan = plan_response(reach.config, response, **issuer, store->get());
  if (!plan) return std::unexpected(std::move(plan.error()));
  if (!plan->refusals.empty()) return failed(plan->refusals.front());
  Rehearsed out;
  auto last = began;
  auto note = [&](std::string_view step) {
    out.times += fmt::format("{}{} {:.1f} s", out.times.empty() ? "" : ", ",
                             step, seconds_since(last));
    print(fmt::format("  {:<28}{:6.1f} s\n", step, seconds_since(last)));
    last = DrillClock::now();
  };
  note("confirm and plan");
  ResponderOptions options = responder_options(session);
  options.tell = [&](const ResponseEvent& event) {
    if (event.moment == ResponseEvent::Moment::kNoted) note(event.step);
  };
  Responder responder(inventory, **issuer, store->get(), drill.value, options);
  auto result = responder.start(response);
  if (!result) return failed(result.error().message);
  out.result = std::move(*result);
  out.times += fmt::format("; {:.1f} s in all", seconds_since(began));
  return out;
}

// Nothing is made where nothing may be changed.
int refuse_drill(const ResponseReach& reach, const Drill& drill) {
  const std::vector<std::string>& roles = drill.target.roles;
  auto issuer =
      make_issuer(reach, {.target = drill.target.name,
                          .identity = roles.empty() ? "drill" : roles.front()});
  if (!issuer) return fail_with(issuer.error());
  std::string place = (*issuer)->place();
  if (is_allowed(reach.config.allow, place)) return kExitClean;
  say(fmt::format("[respond] allow does not have {}", place));
  return kExitPerson;
}

}  // namespace

int run_drill(const DrillRequest& request) {
  auto session = RespondSession::open(request.flags);
  if (!session) return fail_with(session.error());
  ResponseConfig config = (*session)->config();
  auto target =
      std::ranges::find(config.targets, request.target, &ResponseTarget::name);
  if (target == config.targets.end()) {
    say(fmt::format("no [[respond.target]] is named {}", request.target));
    return kExitUsage;
  }
  auto drill = planned_drill(*target, drill_name());
  if (!drill) return fail_with(drill.error());
  if (!request.apply) {
    return print(fmt::format(
        "a drill makes {} at {}{}, {}s it and takes it "
        "away; --apply does it\n",
        drill->target.name, request.target,
        drill->target.store.empty() ? "" : " and " + drill->target.store,
        to_string(drill->action)));
  }
  config.targets = {drill->target};
  ResponseReach reach = (*session)->reach_with(config);
  if (int code = refuse_drill(reach, *drill); code != kExitClean) return code;
  if (auto made = make_drill(reach, *drill); !made) {
    return fail_with(made.error());
  }
  Inventory& inventory = (*session)->inventory();
  auto secret = known_drill(inventory, *drill);
  if (!secret) return fail_with(secret.error());
  auto done = rehearse(reach, **session, *drill, request, *secret);
  auto cleared = clear_drill(reach, *drill);
  if (!done) return fail_with(done.error());
  if (!cleared) return fail_with(cleared.error());
  bool proven = done->result.end == ResponseEnd::kProven;
  auto recorded = record_drill(inventory, *secret, *drill,
                               proven ? "proven" : "not proven", done->times);
  if (!recorded) return fail_with(recorded.error());
  print(fmt::format("drill of {}: {}\n", request.target, done->times));
  return end_with(done->result);
}

}  // namespace stanch
