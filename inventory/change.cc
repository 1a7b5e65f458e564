// SPDX-License-Identifier: Apache-2.0
#include "inventory/change.h"

#include <fmt/core.h>

#include "inventory/audit.h"
#include "inventory/fact.h"
#include "inventory/impact.h"
#include "inventory/record.h"
#include "inventory/time_text.h"

namespace stanch {
namespace {

Result<void> check(const Inventory& inventory, const SecretRecord& secret,
                   const StateChange& change) {
  auto wrong = [&](std::string_view what) {
    return fail(ErrorKind::kUsage,
                fmt::format("secret {}: {}", secret.id, what));
  };
  if (auto allowed = check_transition(secret.state, change.to); !allowed) {
    return wrong(allowed.error().message);
  }
  if (change.to == SecretState::kIgnored &&
      (change.reason.empty() || change.owner.empty() || !change.until)) {
    return wrong("to ignore it, give a reason, an owner and an end");
  }
  if (change.until && *change.until <= inventory.now()) {
    return wrong("the end is past");
  }
  if (change.to == SecretState::kConfirmed && !change.liveness) {
    return wrong(
        "confirmed as what? live, dead, superseded, not ours or "
        "unknown");
  }
  return {};
}

std::string detail_of(const SecretRecord& secret, const StateChange& change) {
  std::string out =
      fmt::format("{} -> {}", to_string(secret.state), to_string(change.to));
  if (change.liveness) out += fmt::format(" ({})", to_string(*change.liveness));
  if (change.until) out += " until " + day_text(*change.until);
  return out;
}

Result<void> apply(Inventory& inventory, std::int64_t id,
                   const StateChange& change) {
  auto secret = secret_by_id(inventory, id);
  if (!secret) return std::unexpected(std::move(secret.error()));
  if (auto checked = check(inventory, *secret, change); !checked) {
    return checked;
  }
  bool reopens = !is_open(secret->state) && is_open(change.to);
  auto done = inventory.backend().execute(
      "UPDATE secret SET state = ?, liveness = ?, ignored_until = ?, "
      "opened = ? WHERE id = ?",
      {std::string(to_string(change.to)),
       std::string(to_string(change.liveness.value_or(secret->liveness))),
       change.until ? SqlValue(*change.until) : SqlValue(),
       reopens ? inventory.now() : secret->opened, id});
  if (!done) return std::unexpected(std::move(done.error()));
  auto noted = append_audit(inventory, {{.what = "state",
                                         .secret = id,
                                         .fingerprint = secret->fingerprint,
                                         .detail = detail_of(*secret, change),
                                         .reason = change.reason}});
  if (!noted) return noted;
  if (!change.owner.empty()) {
    auto owned =
        set_facts(inventory, id, {{.field = "owner", .value = change.owner}});
    if (!owned) return owned;
  }
  return refresh(inventory, id);
}

}  // namespace

Result<void> change_state(Inventory& inventory, std::int64_t secret,
                          const StateChange& change) {
  return inventory.write([&] { return apply(inventory, secret, change); });
}

}  // namespace stanch
