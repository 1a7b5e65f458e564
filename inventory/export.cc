// SPDX-License-Identifier: Apache-2.0
#include "inventory/export.h"

#include <map>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "inventory/fact.h"
#include "inventory/record.h"
#include "inventory/time_text.h"

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;
constexpr std::int64_t kExportPart = 1000;

template <typename T>
Json given(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json time_json(const std::optional<std::int64_t>& time) {
  return time ? Json(utc_text(*time)) : Json(nullptr);
}

Json place_json(const PlaceRecord& place) {
  return {{"source", place.source},
          {"repository", place.repository},
          {"path", place.path},
          {"layer", place.layer},
          {"line", place.line},
          {"copies", place.copies},
          {"name", place.name},
          {"blob", place.blob},
          {"author", place.author},
          {"first_commit", place.first_commit},
          {"last_commit", place.last_commit},
          {"removed_commit", place.removed_commit},
          {"since", time_json(place.since)},
          {"until", time_json(place.until)},
          {"in_head", given(place.in_head)},
          {"open", given(place.open_refs)},
          {"latest", given(place.latest)},
          {"removed_in", place.removed_in},
          {"first_seen", utc_text(place.first_seen)},
          {"last_seen", utc_text(place.last_seen)},
          {"gone", time_json(place.gone_at)},
          {"gone_run", given(place.gone_run)}};
}

Json fact_json(const Fact& fact) {
  return {{"field", fact.field}, {"source", to_string(fact.source)},
          {"value", fact.value}, {"reason", fact.reason},
          {"who", fact.who},     {"at", utc_text(fact.at)}};
}

Json secret_json(const SecretRecord& secret) {
  return {{"schema", kSchema},
          {"id", secret.id},
          {"fingerprint", secret.fingerprint},
          {"kind", secret.kind},
          {"title", secret.title},
          {"provider", secret.provider},
          {"severity", secret.severity},
          {"grants", secret.grants},
          {"next", secret.next},
          {"state", to_string(secret.state)},
          {"liveness", to_string(secret.liveness)},
          {"impact", to_string(secret.impact)},
          {"owner", secret.owner},
          {"first_seen", utc_text(secret.first_seen)},
          {"last_seen", utc_text(secret.last_seen)},
          {"opened", utc_text(secret.opened)},
          {"ignored_until", time_json(secret.ignored_until)}};
}

Result<void> write_secret(Inventory& inventory, const SecretRecord& secret,
                          const LineSink& line) {
  auto places = places_of(inventory, secret.id);
  if (!places) return std::unexpected(std::move(places.error()));
  auto facts = facts_of(inventory, secret.id);
  if (!facts) return std::unexpected(std::move(facts.error()));
  Json out = secret_json(secret);
  Json& list = out["places"] = Json::array();
  for (const PlaceRecord& place : *places) list.push_back(place_json(place));
  Json& known = out["facts"] = Json::array();
  for (const Fact& fact : *facts) known.push_back(fact_json(fact));
  return line(out.dump(-1, ' ', /*ensure_ascii=*/true) + "\n");
}

}  // namespace

Result<void> export_inventory(Inventory& inventory, const LineSink& line) {
  return inventory.read([&]() -> Result<void> {
    std::int64_t after = 0;
    while (true) {
      auto rows = inventory.backend().query(
          fmt::format("SELECT {} FROM secret s JOIN kind k ON k.name = s.kind "
                      "WHERE s.id > ? ORDER BY s.id LIMIT ?",
                      kSecretColumns),
          {after, kExportPart});
      if (!rows) return std::unexpected(std::move(rows.error()));
      if (rows->empty()) return {};
      for (const SqlRow& row : *rows) {
        SecretRecord secret = secret_of(row);
        auto done = write_secret(inventory, secret, line);
        if (!done) return done;
        after = secret.id;
      }
    }
  });
}

}  // namespace stanch
