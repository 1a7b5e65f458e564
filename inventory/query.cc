// SPDX-License-Identifier: Apache-2.0
#include "inventory/query.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

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

// As due() says it, in SQL.
void add_overdue(Conditions& conditions, const Deadlines& deadlines,
                 std::int64_t now) {
  std::string late;
  SqlValues parameters;
  for (Impact impact : kImpacts) {
    late += fmt::format("{}(s.impact = '{}' AND s.opened < ?)",
                        late.empty() ? "" : " OR ", to_string(impact));
    parameters.emplace_back(now - deadlines.of(impact));
  }
  parameters.emplace_back(now);
  conditions.add(fmt::format(
      "({}) AND (s.state IN ('detected', 'triaged', 'confirmed', "
      "'responding') OR (s.state = 'ignored' AND s.ignored_until <= ?))",
      late));
  std::ranges::move(parameters, std::back_inserter(conditions.parameters));
}

std::string_view order_of(SecretOrder order) {
  constexpr std::string_view kByImpact =
      "CASE s.impact WHEN 'high' THEN 0 WHEN 'medium' THEN 1 ELSE 2 END, "
      "s.opened, s.id";
  switch (order) {
    case SecretOrder::kImpact:
      return kByImpact;
    case SecretOrder::kAge:
      return "s.opened, s.id";
    case SecretOrder::kSeen:
      return "s.last_seen DESC, s.id";
    // Texts are sorted here: each database does it in a way of its own.
    case SecretOrder::kOwner:
    case SecretOrder::kKind:
    case SecretOrder::kNumber:
      break;
  }
  return "s.id";
}

Result<std::vector<ListedSecret>> select(Inventory& inventory,
                                         const SecretFilter& filter,
                                         SecretOrder order, std::size_t most) {
  Conditions where;
  auto word = [](auto value) { return to_string(value); };
  auto same = [](const std::string& value) { return value; };
  where.add_any("s.state", filter.states, word);
  where.add_any("s.impact", filter.impacts, word);
  where.add_any("s.owner", filter.owners, same);
  where.add_any("s.kind", filter.kinds, same);
  if (!filter.repositories.empty()) {
    Conditions there;
    there.add_any("repository", filter.repositories, same);
    where.add("s.id IN (SELECT secret FROM place" + there.sql + ")");
    std::ranges::move(there.parameters, std::back_inserter(where.parameters));
  }
  if (filter.is_overdue) {
    add_overdue(where, filter.deadlines, inventory.now());
  }
  bool by_text = order == SecretOrder::kOwner || order == SecretOrder::kKind;
  std::string sql = fmt::format(
      "SELECT {} FROM secret s JOIN kind k ON k.name = s.kind{} ORDER BY {}",
      kSecretColumns, where.sql, order_of(order));
  if (most > 0 && !by_text) {
    sql += " LIMIT ?";
    where.parameters.emplace_back(static_cast<std::int64_t>(most));
  }
  auto rows = inventory.backend().query(sql, where.parameters);
  if (!rows) return std::unexpected(std::move(rows.error()));
  std::vector<ListedSecret> out;
  out.reserve(rows->size());
  for (const SqlRow& row : *rows) out.push_back({.secret = secret_of(row)});
  if (by_text) {
    std::ranges::stable_sort(out, {}, [&](const ListedSecret& listed) {
      return order == SecretOrder::kOwner ? listed.secret.owner
                                          : listed.secret.kind;
    });
    if (most > 0 && out.size() > most) out.resize(most);
  }
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
  bool waits =
      secret.state == SecretState::kIgnored
          ? secret.ignored_until.value_or(now) <= now
          : is_open(secret.state) && secret.state != SecretState::kContained;
  if (!waits) return std::nullopt;
  return secret.opened + deadlines.of(secret.impact);
}

Result<std::vector<ListedSecret>> list_secrets(Inventory& inventory,
                                               const SecretFilter& filter,
                                               SecretOrder order,
                                               std::size_t most) {
  std::vector<ListedSecret> out;
  auto done = inventory.read([&]() -> Result<void> {
    auto listed = select(inventory, filter, order, most);
    if (!listed) return std::unexpected(std::move(listed.error()));
    out = std::move(*listed);
    return add_places(inventory, out);
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

}  // namespace stanch
