// SPDX-License-Identifier: Apache-2.0
#include "inventory/record.h"

#include <algorithm>
#include <tuple>

#include <fmt/core.h>

namespace stanch {
namespace {

std::optional<std::int64_t> number_in(const SqlRow& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return row.number(column);
}

std::optional<bool> truth_in(const SqlRow& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return row.number(column) != 0;
}

Result<SqlRows> rows_of(Inventory& inventory, const std::string& sql,
                        const SqlValues& parameters) {
  SqlRows out;
  auto done = inventory.read([&]() -> Result<void> {
    auto rows = inventory.backend().query(sql, parameters);
    if (!rows) return std::unexpected(std::move(rows.error()));
    out = std::move(*rows);
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

std::string select_secret(std::string_view where) {
  return fmt::format(
      "SELECT {} FROM secret s JOIN kind k ON k.name = s.kind WHERE {}",
      kSecretColumns, where);
}

}  // namespace

SecretRecord secret_of(const SqlRow& row) {
  SecretRecord out;
  out.id = row.number(0);
  out.fingerprint = row.text(1);
  out.kind = row.text(2);
  out.title = row.text(3);
  out.provider = row.text(4);
  out.severity = row.text(5);
  out.grants = row.text(6);
  out.next = row.text(7);
  out.state = state_of(row.text(8)).value_or(SecretState::kDetected);
  out.liveness = liveness_of(row.text(9)).value_or(Liveness::kUnknown);
  out.impact = impact_of(row.text(10)).value_or(Impact::kHigh);
  out.owner = row.text(11);
  out.first_seen = row.number(12);
  out.last_seen = row.number(13);
  out.opened = row.number(14);
  out.ignored_until = number_in(row, 15);
  return out;
}

PlaceRecord place_of(const SqlRow& row) {
  PlaceRecord out;
  out.id = row.number(0);
  out.secret = row.number(1);
  std::size_t column = 2;
  for (std::string* text :
       {&out.source, &out.repository, &out.path, &out.layer}) {
    *text = row.text(column++);
  }
  out.line = row.number(6);
  out.copies = row.number(7);
  column = 8;
  for (std::string* text : {&out.blob, &out.author, &out.first_commit,
                            &out.last_commit, &out.removed_commit}) {
    *text = row.text(column++);
  }
  out.since = number_in(row, 13);
  out.until = number_in(row, 14);
  out.in_head = truth_in(row, 15);
  out.open_refs = truth_in(row, 16);
  out.latest = truth_in(row, 17);
  out.removed_in = row.text(18);
  out.first_seen = row.number(19);
  out.last_seen = row.number(20);
  out.gone_run = number_in(row, 21);
  out.gone_at = number_in(row, 22);
  out.name = row.text(23);
  return out;
}

Result<SecretRecord> secret_by_id(Inventory& inventory, std::int64_t id) {
  auto rows = rows_of(inventory, select_secret("s.id = ?"), {id});
  if (!rows) return std::unexpected(std::move(rows.error()));
  if (rows->empty()) {
    return fail(ErrorKind::kUsage,
                fmt::format("inventory {}: there is no secret {}; `stanch "
                            "inventory list` names them all",
                            inventory.backend().name(), id));
  }
  return secret_of(rows->front());
}

Result<RunRecord> run_by_id(Inventory& inventory, std::int64_t id) {
  auto rows = rows_of(inventory,
                      "SELECT id, at, who, target FROM run WHERE id = ?", {id});
  if (!rows) return std::unexpected(std::move(rows.error()));
  if (rows->empty()) {
    return fail(ErrorKind::kUsage,
                fmt::format("inventory {}: there is no run {}",
                            inventory.backend().name(), id));
  }
  const SqlRow& row = rows->front();
  return RunRecord{row.number(0), row.number(1), row.text(2), row.text(3)};
}

Result<std::optional<SecretRecord>> secret_of_value(Inventory& inventory,
                                                    std::string_view value) {
  for (const InventoryKey& key : inventory.keys()) {
    auto rows = rows_of(inventory, select_secret("s.fingerprint = ?"),
                        {key.fingerprint(value)});
    if (!rows) return std::unexpected(std::move(rows.error()));
    if (!rows->empty()) return secret_of(rows->front());
  }
  return std::nullopt;
}

Result<std::vector<SecretRecord>> secrets_of(Inventory& inventory,
                                             const SqlValues& fingerprints) {
  std::vector<SecretRecord> out;
  auto done = inventory.read([&]() -> Result<void> {
    auto rows = query_in(inventory.backend(),
                         select_secret("s.fingerprint IN "), {}, fingerprints);
    if (!rows) return std::unexpected(std::move(rows.error()));
    for (const SqlRow& row : *rows) out.push_back(secret_of(row));
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

Result<PlacesBySecret> places_of(Inventory& inventory,
                                 const SqlValues& secrets) {
  PlacesBySecret out;
  auto done = inventory.read([&]() -> Result<void> {
    auto rows = query_in(
        inventory.backend(),
        fmt::format("SELECT {} FROM place WHERE secret IN ", kPlaceColumns), {},
        secrets);
    if (!rows) return std::unexpected(std::move(rows.error()));
    for (const SqlRow& row : *rows) {
      PlaceRecord place = place_of(row);
      out[place.secret].push_back(std::move(place));
    }
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  for (auto& [number, places] : out) {
    // Not by the database: each sorts texts in a way of its own.
    std::ranges::sort(places, {}, [](const PlaceRecord& place) {
      return std::tie(place.repository, place.path, place.layer, place.source);
    });
  }
  return out;
}

Result<std::vector<PlaceRecord>> places_of(Inventory& inventory,
                                           std::int64_t secret) {
  auto all = places_of(inventory, SqlValues{secret});
  if (!all) return std::unexpected(std::move(all.error()));
  return std::move((*all)[secret]);
}

}  // namespace stanch
