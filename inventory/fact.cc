// SPDX-License-Identifier: Apache-2.0
#include "inventory/fact.h"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/core.h>

#include "core/nearest.h"
#include "inventory/audit.h"
#include "inventory/impact.h"
#include "inventory/record.h"
#include "inventory/time_text.h"

namespace stanch {
namespace {

constexpr std::array<FactField, 12> kFields = {{
    {"grants", "what the secret opens"},
    {"scope", "how far it reaches there"},
    {"impact", "high, medium or low, in place of the computed one"},
    {"owner", "who answers for it"},
    {"stored", "the manager and the path where consumers read it"},
    {"readers", "who can read it there"},
    {"consumers", "what uses it"},
    {"valid", "how long it is valid: its lease or its end"},
    {"rotation_ttl", "how often it must be rotated: 90d"},
    {"rotated", "when it was last rotated: 2026-01-31"},
    {"plan", "what to do, and what breaks, if it is rotated tomorrow"},
    {"audit_log", "the log that shows its use"},
}};

constexpr std::array<std::string_view, 5> kSources = {
    "hand", "declared", "store", "finding", "rule"};

FactSource source_of(std::string_view word) {
  auto found = std::ranges::find(kSources, word);
  return found == kSources.end()
             ? FactSource::kRule
             : static_cast<FactSource>(found - kSources.begin());
}

Result<void> check(const Fact& fact) {
  if (!is_fact_field(fact.field)) {
    std::vector<std::string_view> names;
    for (const FactField& field : kFields) names.push_back(field.name);
    std::string near = nearest(fact.field, names);
    return fail(
        ErrorKind::kUsage,
        fmt::format("'{}' is nothing that is kept of a secret; {}", fact.field,
                    near.empty() ? "`stanch inventory tag --help` "
                                   "names what is"
                                 : fmt::format("did you mean '{}'?", near)));
  }
  auto wrong = [&](std::string_view expected) {
    return fail(ErrorKind::kUsage,
                fmt::format("{}: expected {}", fact.field, expected));
  };
  if (fact.value.empty()) return {};
  if (fact.field == "impact" && !impact_of(fact.value)) {
    return wrong("high, medium or low");
  }
  if (fact.field == "rotation_ttl" && !span_of(fact.value)) {
    return wrong("a number and its unit, as 90d or 12h");
  }
  if (fact.field == "rotated" && !time_of(fact.value)) {
    return wrong("a day, as 2026-01-31");
  }
  return {};
}

Result<void> write_fact(Inventory& inventory, std::int64_t secret,
                        const Fact& fact) {
  SqlValues key = {secret, fact.field, std::string(to_string(fact.source))};
  auto done =
      fact.value.empty()
          ? inventory.backend().execute(
                "DELETE FROM fact WHERE secret = ? AND field = ? AND "
                "source = ?",
                key)
          : inventory.backend().execute(
                "INSERT INTO fact (secret, field, source, value, reason, who, "
                "at) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (secret, field, "
                "source) DO UPDATE SET value = excluded.value, reason = "
                "excluded.reason, who = excluded.who, at = excluded.at",
                {secret, fact.field, std::string(to_string(fact.source)),
                 fact.value, fact.reason, storable(inventory.options().who),
                 inventory.now()});
  if (!done) return std::unexpected(std::move(done.error()));
  return {};
}

// Whether it is there already as it is.
bool is_known(const std::vector<Fact>& facts, const Fact& fact) {
  auto found = std::ranges::find_if(facts, [&](const Fact& known) {
    return known.field == fact.field && known.source == fact.source;
  });
  if (found == facts.end()) return fact.value.empty();
  return found->value == fact.value && found->reason == fact.reason;
}

Result<void> set_all(Inventory& inventory, std::int64_t id,
                     const std::vector<Fact>& facts) {
  auto secret = secret_by_id(inventory, id);
  if (!secret) return std::unexpected(std::move(secret.error()));
  auto known = facts_of(inventory, id);
  if (!known) return std::unexpected(std::move(known.error()));
  std::vector<AuditNote> notes;
  for (Fact fact : facts) {
    if (auto checked = check(fact); !checked) return checked;
    fact.value = storable(fact.value);
    fact.reason = storable(fact.reason);
    if (is_known(*known, fact)) continue;
    if (auto done = write_fact(inventory, id, fact); !done) return done;
    notes.push_back({.what = "fact",
                     .secret = id,
                     .fingerprint = secret->fingerprint,
                     .detail = fmt::format("{} ({}): {}", fact.field,
                                           to_string(fact.source), fact.value),
                     .reason = fact.reason});
  }
  if (notes.empty()) return {};
  if (auto done = append_audit(inventory, notes); !done) return done;
  return refresh(inventory, id);
}

}  // namespace

std::span<const FactField> fact_fields() { return kFields; }

bool is_fact_field(std::string_view name) {
  return std::ranges::count(kFields, name, &FactField::name) > 0;
}

std::string_view to_string(FactSource source) {
  return kSources[static_cast<std::size_t>(source)];
}

Result<FactsBySecret> facts_of(Inventory& inventory, const SqlValues& secrets) {
  FactsBySecret out;
  auto done = inventory.read([&]() -> Result<void> {
    auto rows = query_in(inventory.backend(),
                         "SELECT secret, field, source, value, reason, who, at "
                         "FROM fact WHERE secret IN ",
                         {}, secrets);
    if (!rows) return std::unexpected(std::move(rows.error()));
    for (const SqlRow& row : *rows) {
      out[row.number(0)].push_back({row.text(1), source_of(row.text(2)),
                                    row.text(3), row.text(4), row.text(5),
                                    row.number(6)});
    }
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  for (auto& [number, facts] : out) {
    std::ranges::sort(facts, {}, [](const Fact& fact) {
      return std::tie(fact.field, fact.source);
    });
  }
  return out;
}

Result<std::vector<Fact>> facts_of(Inventory& inventory, std::int64_t secret) {
  auto all = facts_of(inventory, SqlValues{secret});
  if (!all) return std::unexpected(std::move(all.error()));
  return std::move((*all)[secret]);
}

const Fact* best_fact(const std::vector<Fact>& facts, std::string_view field) {
  auto found = std::ranges::find(facts, field, &Fact::field);
  return found == facts.end() ? nullptr : &*found;
}

Result<void> set_facts(Inventory& inventory, std::int64_t secret,
                       const std::vector<Fact>& facts) {
  return inventory.write([&] { return set_all(inventory, secret, facts); });
}

Result<void> keep_facts(Inventory& inventory, std::int64_t secret,
                        FactSource source,
                        const std::vector<std::string>& kept) {
  return inventory.write([&]() -> Result<void> {
    auto facts = facts_of(inventory, secret);
    if (!facts) return std::unexpected(std::move(facts.error()));
    std::vector<Fact> gone;
    for (Fact& fact : *facts) {
      if (fact.source != source) continue;
      if (std::ranges::count(kept, fact.field) > 0) continue;
      fact.value.clear();
      gone.push_back(std::move(fact));
    }
    return set_all(inventory, secret, gone);
  });
}

}  // namespace stanch
