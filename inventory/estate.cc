// SPDX-License-Identifier: Apache-2.0
#include "inventory/estate.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "inventory/time_text.h"

namespace stanch {
namespace {

// Upper ends of the ages that open secrets are counted by.
constexpr std::array<std::pair<std::int64_t, std::string_view>, 4> kAges = {
    {{kDay, "under a day"},
     {7 * kDay, "under a week"},
     {30 * kDay, "under 30 days"},
     {365 * kDay, "under a year"}}};
constexpr std::string_view kOlder = "a year or more";

using Counts = std::map<std::string, EstateCount>;

void count(Counts& counts, const std::string& name, std::size_t number,
           bool open) {
  EstateCount& one = counts[name];
  one.name = name;
  one.total += number;
  one.open += open ? number : 0;
}

std::vector<EstateCount> listed(Counts counts) {
  std::vector<EstateCount> out;
  for (auto& [name, one] : counts) out.push_back(std::move(one));
  return out;
}

// In the order of the words, all of them.
std::vector<EstateCount> listed(Counts counts,
                                const std::vector<std::string_view>& words) {
  std::vector<EstateCount> out;
  for (std::string_view word : words) {
    EstateCount one = counts[std::string(word)];
    one.name = word;
    out.push_back(std::move(one));
  }
  return out;
}

Result<void> count_all(Inventory& inventory, Estate& out) {
  auto rows = inventory.backend().query(
      "SELECT state, impact, kind, owner, count(*) FROM secret "
      "GROUP BY state, impact, kind, owner",
      {});
  if (!rows) return std::unexpected(std::move(rows.error()));
  Counts states, impacts, kinds, owners;
  for (const SqlRow& row : *rows) {
    auto number = static_cast<std::size_t>(row.number(4));
    bool open = is_open(state_of(row.text(0)).value_or(SecretState::kDetected));
    count(states, row.text(0), number, open);
    count(impacts, row.text(1), number, open);
    count(kinds, row.text(2), number, open);
    count(owners, row.text(3), number, open);
    out.total += number;
    out.open += open ? number : 0;
  }
  out.by_state = listed(std::move(states), state_words());
  out.by_impact = listed(std::move(impacts), impact_words());
  out.by_kind = listed(std::move(kinds));
  out.by_owner = listed(std::move(owners));
  return {};
}

Result<void> count_ages(Inventory& inventory, Estate& out) {
  std::size_t before = 0;
  for (const auto& [age, name] : kAges) {
    auto rows = inventory.backend().query(
        "SELECT count(*) FROM secret WHERE state IN ('detected', 'triaged', "
        "'confirmed', 'responding', 'contained') AND opened > ?",
        {out.at - age});
    if (!rows) return std::unexpected(std::move(rows.error()));
    auto until = static_cast<std::size_t>(rows->front().number(0));
    out.by_age.push_back({std::string(name), until - before, until - before});
    before = until;
  }
  std::size_t older = out.open - before;
  out.by_age.push_back({std::string(kOlder), older, older});
  return {};
}

Result<void> time_to_dead(Inventory& inventory, Estate& out) {
  auto rows = inventory.backend().query(
      "SELECT a.at - s.opened FROM audit a JOIN secret s ON s.id = a.secret "
      "WHERE a.what = 'state' AND a.detail LIKE '%-> dead proven' AND a.at >= "
      "s.opened",
      {});
  if (!rows) return std::unexpected(std::move(rows.error()));
  std::int64_t sum = 0;
  for (const SqlRow& row : *rows) sum += row.number(0);
  out.dead = rows->size();
  if (out.dead > 0) {
    out.mean_seconds_to_dead = sum / static_cast<std::int64_t>(out.dead);
  }
  return {};
}

// A hand-written answer stands before a declared one, as in fact.h.
Result<void> due_rotations(Inventory& inventory, Estate& out) {
  auto rows = inventory.backend().query(
      "SELECT f.secret, f.field, f.value, s.first_seen, (SELECT min(p.since) "
      "FROM place p WHERE p.secret = s.id) FROM fact f JOIN secret s ON s.id = "
      "f.secret WHERE f.field IN ('rotation_ttl', 'rotated') AND s.state NOT "
      "IN ('dead proven', 'closed') ORDER BY f.secret, CASE f.source WHEN "
      "'hand' THEN 4 WHEN 'declared' THEN 3 WHEN 'store' THEN 2 ELSE 1 END",
      {});
  if (!rows) return std::unexpected(std::move(rows.error()));
  std::map<std::int64_t, RotationDue> all;
  for (const SqlRow& row : *rows) {
    RotationDue& one = all[row.number(0)];
    one.secret = row.number(0);
    if (row.text(1) == "rotation_ttl") {
      one.every = span_of(row.text(2)).value_or(0);
    } else if (auto time = time_of(row.text(2))) {
      one.since = *time;
      one.is_known = true;
    }
    if (!one.is_known) {
      one.since = row.is_null(4) ? row.number(3)
                                 : std::min(row.number(3), row.number(4));
    }
  }
  for (const auto& [number, one] : all) {
    if (one.every > 0 && one.since + one.every < out.at) {
      out.rotation.push_back(one);
    }
  }
  return {};
}

}  // namespace

Result<Estate> survey(Inventory& inventory, const Deadlines& deadlines) {
  Estate out{.at = inventory.now()};
  auto done = inventory.read([&]() -> Result<void> {
    for (auto step : {count_all, count_ages, time_to_dead, due_rotations}) {
      if (auto counted = step(inventory, out); !counted) return counted;
    }
    auto overdue =
        list_secrets(inventory, {.is_overdue = true, .deadlines = deadlines},
                     SecretOrder::kImpact);
    if (!overdue) return std::unexpected(std::move(overdue.error()));
    out.overdue = std::move(*overdue);
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

}  // namespace stanch
