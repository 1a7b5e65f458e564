// SPDX-License-Identifier: Apache-2.0
#include "cli/confirm_scan.h"

#include <ctime>
#include <utility>

#include "inventory/change.h"
#include "inventory/record.h"
#include "response/confirm_findings.h"

namespace stanch {
namespace {

constexpr unsigned kAskedAtOnce = 8;

bool was_proven_dead(Inventory& inventory, const Finding& finding) {
  auto record = secret_of_value(inventory, finding.secret.reveal());
  return record && *record && (*record)->state == SecretState::kDeadProven;
}

}  // namespace

Result<std::unique_ptr<ConfirmScan>> ConfirmScan::open(
    const ScanFlags& flags, const std::string& near) {
  if (!flags.confirm) return nullptr;
  auto session = RespondSession::open(
      {.config = flags.config, .folder = near, .without_inventory = true});
  if (!session) return std::unexpected(std::move(session.error()));
  return std::unique_ptr<ConfirmScan>(new ConfirmScan(std::move(*session)));
}

void ConfirmScan::ask(std::vector<Finding>& findings, Inventory* inventory) {
  for (Finding& finding : findings) {
    if (inventory == nullptr || !was_proven_dead(*inventory, finding)) continue;
    finding.verified = Verification{
        .verdict = std::string(to_string(Liveness::kDead)),
        .by = "the inventory",
        .answer = std::string(to_string(SecretState::kDeadProven))};
  }
  confirm_findings(session_->reach(), findings, kAskedAtOnce,
                   std::time(nullptr));
}

Result<void> note_verdicts(Inventory& inventory,
                           const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (!finding.verified) continue;
    auto liveness = liveness_of(finding.verified->verdict);
    auto record = secret_of_value(inventory, finding.secret.reveal());
    if (!record) return std::unexpected(std::move(record.error()));
    if (!*record || !liveness) continue;
    // An answer that says nothing does not undo one that did.
    if (*liveness == Liveness::kUnknown &&
        (*record)->liveness != Liveness::kUnasked) {
      continue;
    }
    if ((*record)->liveness == *liveness) continue;
    auto noted = change_state(inventory, (*record)->id,
                              {.to = SecretState::kConfirmed,
                               .liveness = liveness,
                               .reason = "asked " + finding.verified->by});
    // What cannot follow (a response is under way) is no failure of the scan.
    if (!noted && noted.error().kind != ErrorKind::kUsage) return noted;
  }
  return {};
}

}  // namespace stanch
