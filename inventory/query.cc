// SPDX-License-Identifier: Apache-2.0
#include "inventory/query.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/core.h>

namespace stanch {
namespace {

// The conditions of a statement, and their parameters.
class Conditions {
 public:
  template <typename T, typename Text>
  void add_any(std::string_view column, const std::vector<T>& values,
               Text text) {
    if (values.empty()) return;
    std::string list;
    for (const T& value : values) {
      list += list.empty() ? "?" : ", ?";
      parameters.emplace_back(storable(text(value)));
    }
    add(fmt::format("{} IN ({})", column, list));
  }

  void add(std::string_view condition) {
    sql += fmt::format("{} {}", sql.empty() ? " WHERE" : " AND", condition);
  }

  std::string sql;
  SqlValues parameters;
};

constexpr std::array kImpacts = {Impact::kHigh, Impact::kMedium, Impact::kLow};
constexpr std::int64_t kFew = 20'000;  // are read and sorted in some 20 ms

bool waits_for_somebody(SecretState state) {
  return is_open(state) && state != SecretState::kContained;
}

// By owner, kind and repository. Not `by_index`: written so that no database
// takes its index of them, but looks at row after row.
void add_names(Conditions& conditions, const SecretFilter& filter,
               bool by_index) {
  auto same = [](const std::string& value) { return value; };
  conditions.add_any(by_index ? "s.owner" : "(s.owner || '')", filter.owners,
                     same);
  conditions.add_any(by_index ? "s.kind" : "(s.kind || '')", filter.kinds,
                     same);
  if (filter.repositories.empty()) return;
  Conditions there;
  there.add_any("repository", filter.repositories, same);
  conditions.add(fmt::format("{} IN (SELECT secret FROM place{})",
                             by_index ? "s.id" : "(s.id + 0)", there.sql));
  std::ranges::move(there.parameters,
                    std::back_inserter(conditions.parameters));
}

// As due() says it, in SQL, and by no index.
void add_overdue(Conditions& conditions, const Deadlines& deadlines,
                 std::int64_t now) {
  std::string states;
  for (std::string_view word : state_words()) {
    if (waits_for_somebody(*state_of(word))) {
      states += fmt::format("{}'{}'", states.empty() ? "" : ", ", word);
    }
  }
  conditions.add(fmt::format(
      "s.opened < CASE s.impact WHEN 'high' THEN CAST(? AS BIGINT) WHEN "
      "'medium' THEN CAST(? AS BIGINT) ELSE CAST(? AS BIGINT) END AND "
      "((s.state || '') IN ({}) OR (s.state = 'ignored' AND s.ignored_until "
      "<= ?))",
      states));
  for (Impact impact : kImpacts) {
    conditions.parameters.emplace_back(now - deadlines.of(impact));
  }
  conditions.parameters.emplace_back(now);
}

Result<std::vector<ListedSecret>> select(Inventory& inventory,
                                         Conditions& where,
                                         std::string_view order,
                                         std::size_t most) {
  std::string sql = fmt::format(
      "SELECT {} FROM secret s JOIN kind k ON k.name = s.kind{} ORDER BY {}",
      kSecretColumns, where.sql, order);
  if (most > 0) {
    sql += " LIMIT ?";
    where.parameters.emplace_back(static_cast<std::int64_t>(most));
  }
  auto rows = inventory.backend().query(sql, where.parameters);
  if (!rows) return std::unexpected(std::move(rows.error()));
  std::vector<ListedSecret> out;
  out.reserve(rows->size());
  for (const SqlRow& row : *rows) out.push_back({.secret = secret_of(row)});
  return out;
}

// What the filter lets through; where it names something, by the index of that
// alone.
Result<std::vector<ListedSecret>> select_all(Inventory& inventory,
                                             const SecretFilter& filter,
                                             SecretOrder order,
                                             std::size_t most) {
  Conditions where;
  auto word = [](auto value) { return to_string(value); };
  add_names(where, filter, true);
  bool is_named = !where.sql.empty();
  where.add_any(is_named ? "(s.state || '')" : "s.state", filter.states, word);
  where.add_any("(s.impact || '')", filter.impacts, word);
  if (filter.is_overdue) {
    add_overdue(where, filter.deadlines, inventory.now());
  }
  if (order == SecretOrder::kSeen) {
    return select(inventory, where, "s.last_seen DESC, s.id", most);
  }
  return select(inventory, where, "s.id",
                order == SecretOrder::kNumber ? most : 0);
}

template <typename T>
bool lets_through(const std::vector<T>& wanted, T value) {
  return wanted.empty() || std::ranges::count(wanted, value) > 0;
}

// The oldest of each state and impact: the index `secret_due` has each of them
// in that order, so that a million others are not looked at.
Result<std::vector<ListedSecret>> select_oldest(Inventory& inventory,
                                                const SecretFilter& filter,
                                                std::size_t most) {
  std::vector<ListedSecret> out;
  std::int64_t now = inventory.now();
  for (std::string_view word : state_words()) {
    SecretState state = *state_of(word);
    bool is_ignored = state == SecretState::kIgnored;
    if (!lets_through(filter.states, state)) continue;
    if (filter.is_overdue && !is_ignored && !waits_for_somebody(state)) {
      continue;
    }
    for (Impact impact : kImpacts) {
      if (!lets_through(filter.impacts, impact)) continue;
      Conditions where;
      where.add("s.state = ?");
      where.add("s.impact = ?");
      where.parameters = {std::string(word), std::string(to_string(impact))};
      if (filter.is_overdue) {
        where.add("s.opened < ?");
        where.parameters.emplace_back(now - filter.deadlines.of(impact));
      }
      if (filter.is_overdue && is_ignored) {
        where.add("s.ignored_until <= ?");
        where.parameters.emplace_back(now);
      }
      add_names(where, filter, false);
      auto some = select(inventory, where, "s.opened, s.id", most);
      if (!some) return std::unexpected(std::move(some.error()));
      std::ranges::move(*some, std::back_inserter(out));
    }
  }
  return out;
}

// Whether owner, kind or repository leave so few that all are soon sorted.
Result<bool> are_few(Inventory& inventory, const SecretFilter& filter) {
  Conditions where;
  add_names(where, filter, true);
  if (where.sql.empty()) return false;
  where.parameters.emplace_back(kFew + 1);
  auto rows = inventory.backend().query(
      fmt::format("SELECT count(*) FROM (SELECT 1 FROM secret s{} LIMIT ?) "
                  "AS few",
                  where.sql),
      where.parameters);
  if (!rows) return std::unexpected(std::move(rows.error()));
  return rows->front().number(0) <= kFew;
}

// Here, not by the database: each sorts texts in a way of its own.
void sort_by(std::vector<ListedSecret>& secrets, SecretOrder order) {
  std::ranges::sort(secrets, {},
                    [](const ListedSecret& each) { return each.secret.id; });
  auto sort = [&](auto key) {
    std::ranges::stable_sort(secrets, {}, [&](const ListedSecret& each) {
      return key(each.secret);
    });
  };
  using Record = SecretRecord;
  switch (order) {
    case SecretOrder::kImpact:
      return sort([](const Record& each) {
        return std::pair(-static_cast<int>(each.impact), each.opened);
      });
    case SecretOrder::kAge:
      return sort([](const Record& each) { return each.opened; });
    case SecretOrder::kSeen:
      return sort([](const Record& each) { return -each.last_seen; });
    case SecretOrder::kOwner:
      return sort([](const Record& each) { return each.owner; });
    case SecretOrder::kKind:
      return sort([](const Record& each) { return each.kind; });
    case SecretOrder::kNumber:
      return;
  }
}

Result<std::vector<ListedSecret>> select_sorted(Inventory& inventory,
                                                const SecretFilter& filter,
                                                SecretOrder order,
                                                std::size_t most) {
  bool by_age = order == SecretOrder::kImpact || order == SecretOrder::kAge;
  auto few = are_few(inventory, filter);
  if (!few) return std::unexpected(std::move(few.error()));
  auto out = by_age && most > 0 && !*few
                 ? select_oldest(inventory, filter, most)
                 : select_all(inventory, filter, order, most);
  if (!out) return out;
  sort_by(*out, order);
  if (most > 0 && out->size() > most) out->resize(most);
  return out;
}

bool comes_first(const PlaceRecord& a, const PlaceRecord& b) {
  auto key = [](const PlaceRecord& place) {
    return std::tuple(place.gone_run.has_value(),
                      std::tie(place.repository, place.path, place.layer));
  };
  return key(a) < key(b);
}

Result<void> add_places(Inventory& inventory,
                        std::vector<ListedSecret>& secrets) {
  std::map<std::int64_t, ListedSecret*> by_number;
  SqlValues numbers;
  for (ListedSecret& listed : secrets) {
    by_number.emplace(listed.secret.id, &listed);
    numbers.emplace_back(listed.secret.id);
  }
  auto rows = query_in(
      inventory.backend(),
      fmt::format("SELECT {} FROM place WHERE secret IN ", kPlaceColumns), {},
      numbers);
  if (!rows) return std::unexpected(std::move(rows.error()));
  for (const SqlRow& row : *rows) {
    PlaceRecord place = place_of(row);
    ListedSecret& listed = *by_number.at(place.secret);
    bool is_first = listed.places + listed.gone == 0;
    ++(place.gone_run ? listed.gone : listed.places);
    if (is_first || comes_first(place, listed.first)) {
      listed.first = std::move(place);
    }
  }
  return {};
}

}  // namespace

std::int64_t Deadlines::of(Impact impact) const {
  if (impact == Impact::kHigh) return high;
  return impact == Impact::kMedium ? medium : low;
}

std::optional<std::int64_t> due(const SecretRecord& secret,
                                const Deadlines& deadlines, std::int64_t now) {
  bool waits = secret.state == SecretState::kIgnored
                   ? secret.ignored_until.value_or(now) <= now
                   : waits_for_somebody(secret.state);
  if (!waits) return std::nullopt;
  return secret.opened + deadlines.of(secret.impact);
}

Result<std::vector<ListedSecret>> list_secrets(Inventory& inventory,
                                               const SecretFilter& filter,
                                               SecretOrder order,
                                               std::size_t most) {
  std::vector<ListedSecret> out;
  auto done = inventory.read([&]() -> Result<void> {
    auto listed = select_sorted(inventory, filter, order, most);
    if (!listed) return std::unexpected(std::move(listed.error()));
    out = std::move(*listed);
    return add_places(inventory, out);
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

}  // namespace stanch
