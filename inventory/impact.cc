// SPDX-License-Identifier: Apache-2.0
#include "inventory/impact.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "inventory/audit.h"

namespace stanch {
namespace {

constexpr std::array<std::string_view, 4> kPublicForges = {
    "github.com/", "gitlab.com/", "bitbucket.org/", "codeberg.org/"};

Impact of_severity(std::string_view severity) {
  if (severity == "low") return Impact::kLow;
  return severity == "medium" ? Impact::kMedium : Impact::kHigh;
}

Impact one_up(Impact impact) {
  return impact == Impact::kLow ? Impact::kMedium : Impact::kHigh;
}

bool is_exposed(const PlaceRecord& place) {
  if (place.gone_run) return false;
  if (place.latest.value_or(false)) return true;
  return is_on_public_forge(place.repository) && place.in_head.value_or(false);
}

}  // namespace

ImpactVerdict impact_of_leak(std::string_view severity, Liveness liveness,
                             const std::vector<PlaceRecord>& places,
                             const std::vector<Fact>& facts) {
  if (const Fact* said = best_fact(facts, "impact")) {
    return {impact_of(said->value).value_or(Impact::kHigh),
            {fmt::format("{}{}", to_string(said->source),
                         said->reason.empty() ? "" : ": " + said->reason)}};
  }
  ImpactVerdict out{.impact = of_severity(severity),
                    .reasons = {fmt::format("severity {}", severity)}};
  if (liveness == Liveness::kDead || liveness == Liveness::kNotOurs ||
      liveness == Liveness::kSuperseded) {
    out.impact = Impact::kLow;
    out.reasons.emplace_back(to_string(liveness));
    return out;
  }
  if (liveness == Liveness::kLive) {
    out.impact = one_up(out.impact);
    out.reasons.emplace_back("live");
  }
  if (std::ranges::any_of(places, is_exposed)) {
    out.impact = one_up(out.impact);
    out.reasons.emplace_back(
        "stands in HEAD on a public forge, or in an image tagged latest");
  }
  return out;
}

bool is_on_public_forge(std::string_view repository) {
  return std::ranges::any_of(kPublicForges, [&](std::string_view forge) {
    return repository.starts_with(forge);
  });
}

Result<void> refresh(Inventory& inventory, std::int64_t id) {
  auto secret = secret_by_id(inventory, id);
  if (!secret) return std::unexpected(std::move(secret.error()));
  auto places = places_of(inventory, id);
  if (!places) return std::unexpected(std::move(places.error()));
  auto facts = facts_of(inventory, id);
  if (!facts) return std::unexpected(std::move(facts.error()));
  ImpactVerdict verdict =
      impact_of_leak(secret->severity, secret->liveness, *places, *facts);
  const Fact* owner = best_fact(*facts, "owner");
  std::string name = owner == nullptr ? "" : owner->value;
  if (verdict.impact == secret->impact && name == secret->owner) return {};
  auto done = inventory.backend().execute(
      "UPDATE secret SET impact = ?, owner = ? WHERE id = ?",
      {std::string(to_string(verdict.impact)), name, id});
  if (!done) return std::unexpected(std::move(done.error()));
  if (verdict.impact == secret->impact) return {};
  std::string reasons;
  for (const std::string& reason : verdict.reasons) {
    reasons += (reasons.empty() ? "" : ", ") + reason;
  }
  return append_audit(
      inventory, {{.what = "impact",
                   .secret = id,
                   .fingerprint = secret->fingerprint,
                   .detail = fmt::format("{} -> {}", to_string(secret->impact),
                                         to_string(verdict.impact)),
                   .reason = reasons}});
}

}  // namespace stanch
