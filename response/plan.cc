// SPDX-License-Identifier: Apache-2.0
#include "response/plan.h"

#include <algorithm>

#include <fmt/core.h>

namespace stanch {
namespace {

void add_calls(PlannedStep& step, const Actor& actor) {
  for (const std::string& call : actor.calls(step.step)) {
    step.calls.push_back(call + "  [" + actor.place() + "]");
  }
}

// What this program refuses by itself, whatever the servers say.
void refuse(const ResponseConfig& config, const ResponseCase& response,
            const Issuer& issuer, const Store* store, ResponsePlan& plan) {
  IssuerTraits traits = issuer.traits();
  auto add = [&](std::string why) { plan.refusals.push_back(std::move(why)); };
  if (!traits.irrevocable.empty()) add(traits.irrevocable);
  if (response.action == ResponseAction::kRotate) {
    if (!traits.mints) {
      add("no successor can be made: name two roles in the target, or "
          "`stanch respond revoke`");
    }
    bool stored =
        store == nullptr ? traits.stores : response.subject.is_current;
    if (!stored) {
      add("no store is known that hands this value to its consumers: they "
          "would not get the new one; `stanch respond revoke` ends the old "
          "one");
    }
    if (!traits.overlaps && response.mode == ResponseMode::kGraceful) {
      add("old and new cannot work at the same time: take --emergency");
    }
  }
  if (response.before.verdict != ProbeVerdict::kLive) {
    add(
        fmt::format("the value was not seen to work ({}): that it is dead "
                    "afterwards could not be proven",
                    response.before.form));
  }
  for (const Actor* actor :
       {static_cast<const Actor*>(&issuer), static_cast<const Actor*>(store)}) {
    if (actor == nullptr || is_allowed(config.allow, actor->place())) continue;
    add(fmt::format("[respond] allow does not have {}", actor->place()));
  }
}

std::string spans_of(const ResponseCase& response) {
  return fmt::format("grace {} s, settle {} s", response.grace,
                     response.settle);
}

std::string note_of(Step step, const ResponseCase& response) {
  switch (step) {
    case Step::kVerifyNew:
      return "log in with the new value";
    case Step::kGrace:
      return fmt::format("at most {} s, until consumers have moved",
                         response.grace);
    case Step::kVerifyDead:
      return "log in with the old value: refused";
    case Step::kVerifyDeadAgain:
      return fmt::format("the same, {} s later", response.settle);
    case Step::kEvidence:
      return "collect who used it";
    default:
      return "nothing to do";
  }
}

std::string section(std::string_view title,
                    const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    out += fmt::format("{:<12}{}\n", out.empty() ? title : "", line);
  }
  return out;
}

}  // namespace

Answer<ResponsePlan> plan_response(const ResponseConfig& config,
                                   const ResponseCase& response, Issuer& issuer,
                                   Store* store) {
  ResponsePlan plan;
  std::vector<Step> steps = steps_of(response, issuer.traits());
  for (Step step : steps) {
    PlannedStep& planned = plan.steps.emplace_back();
    planned.step = step;
    // In the order in which they are made (Responder::take).
    if (store != nullptr && step == Step::kStore) add_calls(planned, *store);
    add_calls(planned, issuer);
    if (store != nullptr && step != Step::kStore) add_calls(planned, *store);
  }
  for (const ResponseTarget& target : config.targets) {
    if (target.name == response.subject.target) {
      plan.consumers = target.consumers;
    }
  }
  refuse(config, response, issuer, store, plan);
  auto torn = issuer.tears_down();
  if (!torn) return std::unexpected(std::move(torn.error()));
  plan.tears_down = std::move(*torn);
  for (Actor* actor :
       {static_cast<Actor*>(&issuer), static_cast<Actor*>(store)}) {
    if (actor == nullptr) continue;
    auto missing = actor->preflight(steps);
    if (!missing) return std::unexpected(std::move(missing.error()));
    plan.refusals.insert(plan.refusals.end(), missing->begin(), missing->end());
  }
  if (store != nullptr) {
    auto readers = store->readers();
    if (!readers) return std::unexpected(std::move(readers.error()));
    plan.readers = std::move(*readers);
  }
  return plan;
}

std::string to_text(const ResponsePlan& plan, const ResponseCase& response,
                    const Issuer& issuer) {
  std::string out = section(
      "plan",
      {fmt::format("{} {} ({}), {}", to_string(response.action), issuer.place(),
                   to_string(response.mode), spans_of(response))});
  out += section("lives",
                 {fmt::format("{} ({})", to_string(response.before.verdict),
                              response.before.form)});
  int number = 0;
  for (const PlannedStep& step : plan.steps) {
    bool calls = !step.calls.empty();
    if (is_change(step.step) && !calls) continue;
    std::string head =
        fmt::format("{:>3}. {:<20}", ++number, to_string(step.step));
    if (!calls) out += head + note_of(step.step, response) + "\n";
    for (const std::string& call : step.calls) {
      out += head + call + "\n";
      head.assign(head.size(), ' ');
    }
  }
  out += section(
      "consumers",
      plan.consumers.empty()
          ? std::vector<std::string>{"none are declared for this target"}
          : plan.consumers);
  out += section("readers", plan.readers);
  out += section("tears down", plan.tears_down);
  return out + section("refused", plan.refusals);
}

}  // namespace stanch
