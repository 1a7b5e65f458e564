// SPDX-License-Identifier: Apache-2.0
#include "cli/reported_tokens.h"

#include <algorithm>
#include <optional>

#include <fmt/core.h>

#include "cli/console.h"
#include "cli/settings.h"
#include "core/digest.h"
#include "core/seal.h"
#include "inventory/change.h"
#include "inventory/journal.h"
#include "inventory/merge.h"
#include "reporters/printable.h"
#include "response/confirm.h"
#include "response/plan.h"
#include "response/responder.h"
#include "scanner/scanner.h"

namespace stanch {
namespace {

constexpr std::string_view kReported = "reported";
constexpr std::string_view kGitlab = "gitlab";
constexpr std::size_t kReportIdSize = 8;

std::string new_id() {
  std::string bytes = random_bytes(kReportIdSize);
  return hex(
      {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

// The rule that knows this value: the one its type names, or the one that finds
// it alone in a text. Null where none does.
const Rule* rule_of(const RuleSet& rules, const RuleDatabase& database,
                    const ReportedToken& token) {
  std::string id = rule_of_type(token.type);
  if (id.empty()) {
    Scanner scanner(database, {.fingerprint_key = {}});
    Provenance provenance{"stdin", "reported", {}};
    std::vector<Finding> findings;
    std::string text = fmt::format("token = {}\n", token.value.reveal());
    scanner.scan({text, provenance}, findings);
    wipe(text.data(), text.size());
    for (const Finding& finding : findings) {
      if (finding.secret.reveal() == token.value.reveal()) id = finding.rule_id;
    }
  }
  auto rule = std::ranges::find(rules.rules, id, &Rule::id);
  return rule == rules.rules.end() ? nullptr : &*rule;
}

// Revokes it where the configuration allows to. What came of it, in words.
Result<std::string> end_it(RespondSession& session, std::int64_t secret,
                           const Confirmation& found, const Secret& leaked) {
  ResponseReach reach = session.reach();
  ResponseCase response{.secret = secret,
                        .action = ResponseAction::kRevoke,
                        .settle = reach.config.settle,
                        .subject = *found.subject,
                        .before = found.probe};
  auto issuer = make_issuer(reach, response.subject);
  if (!issuer) return std::unexpected(std::move(issuer.error()));
  response.settle = std::max(response.settle, (*issuer)->traits().settle);
  auto plan = plan_response(reach.config, response, **issuer, nullptr);
  if (!plan) return "cannot be ended: " + plan.error().message;
  if (!plan->refusals.empty()) {
    return "live, not ended: " + plan->refusals.front();
  }
  Responder responder(session.inventory(), **issuer, nullptr, leaked,
                      responder_options(session));
  auto result = responder.start(response);
  if (!result) return std::unexpected(std::move(result.error()));
  return result->message;
}

}  // namespace

Result<void> ReportedTokens::keep(const std::vector<ReportedToken>& tokens) {
  auto settings = load_settings({.option = config_, .target = "."});
  if (!settings) return std::unexpected(std::move(settings.error()));
  auto database = RuleDatabase::compile(settings->rules);
  if (!database) return std::unexpected(std::move(database.error()));
  Inventory& inventory = session_.inventory();
  for (const ReportedToken& token : tokens) {
    const Rule* rule = rule_of(settings->rules, *database, token);
    if (rule == nullptr) {
      say(fmt::format("{}: {} is no token that a rule knows; left out",
                      printable(token.location), printable(token.type)));
      continue;
    }
    SeenSecret seen{.kind = rule->id,
                    .title = rule->title,
                    .provider = rule->provider,
                    .severity = std::string(to_string(rule->severity)),
                    .grants = rule->grants,
                    .next = rule->next};
    for (const InventoryKey& key : inventory.keys()) {
      seen.fingerprints.push_back(key.fingerprint(token.value.reveal()));
    }
    seen.places.push_back(
        {.source = std::string(kGitlab), .path = token.location});
    auto merged =
        merge_run(inventory,
                  {.target = "respond serve",
                   .scope = {.source = std::string(kGitlab), .roots = {{}}}},
                  {seen});
    if (!merged) return std::unexpected(std::move(merged.error()));
    Intent intent{.secret = merged->seen.at(0),
                  .response = new_id(),
                  .step = std::string(kReported),
                  .plan = rule->id};
    intent.idempotency_key = intent.response;
    intent.sealed =
        inventory.key().seal(token.value.reveal(), seal_purpose(intent));
    auto noted = note_intent(inventory, intent);
    if (!noted) return std::unexpected(std::move(noted.error()));
  }
  return {};
}

Result<void> ReportedTokens::work_off(bool apply) {
  auto open = open_intents(session_.inventory());
  if (!open) return std::unexpected(std::move(open.error()));
  for (const JournalEntry& entry : *open) {
    if (entry.intent.step != kReported) continue;
    if (auto done = deal_with(entry, apply); !done) return done;
  }
  return {};
}

Result<void> ReportedTokens::deal_with(const JournalEntry& entry, bool apply) {
  Inventory& inventory = session_.inventory();
  auto value =
      inventory.key().unseal(entry.intent.sealed, seal_purpose(entry.intent));
  if (!value) {
    return fail(ErrorKind::kUnreadable,
                "the journal: a reported token cannot be unsealed");
  }
  const Secret* leaked =
      session_.take({.value = std::move(*value), .rule_id = entry.intent.plan});
  std::int64_t secret = entry.intent.secret;
  Confirmation found = confirm(session_.reach(), *leaked, inventory.now());
  for (const std::string& line : found.failed) say(printable(line));
  if (found.liveness == Liveness::kUnknown) return {};  // the next time
  auto noted = change_state(inventory, secret,
                            {.to = SecretState::kConfirmed,
                             .liveness = found.liveness,
                             .reason = "reported by a GitLab"});
  if (!noted && noted.error().kind != ErrorKind::kUsage) return noted;
  std::string outcome(to_string(found.liveness));
  if (apply && found.subject && found.liveness == Liveness::kLive) {
    auto ended = end_it(session_, secret, found, *leaked);
    if (!ended) return std::unexpected(std::move(ended.error()));
    outcome = *ended;
  }
  say(fmt::format("secret {}: {}", secret, printable(outcome)));
  auto over = note_outcome(inventory, entry.id, outcome, "");
  if (!over) return over;
  return drop_sealed(inventory, entry.intent.response);
}

}  // namespace stanch
