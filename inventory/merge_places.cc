// SPDX-License-Identifier: Apache-2.0
#include "inventory/merge_places.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/core.h>

namespace stanch {
namespace {

using PlaceKey = std::tuple<std::int64_t, std::string, std::string, std::string,
                            std::string>;

PlaceKey key_of(const PlaceRecord& place) {
  return {place.secret, place.source, place.repository, place.path,
          place.layer};
}

SqlValue number(const std::optional<std::int64_t>& value) {
  return value ? SqlValue(*value) : SqlValue();
}

SqlValue truth(const std::optional<bool>& value) {
  return value ? SqlValue(std::int64_t{*value}) : SqlValue();
}

// What may change while a place stays the same place.
auto details(const PlaceRecord& place) {
  return std::tie(place.line, place.copies, place.blob, place.author,
                  place.first_commit, place.last_commit, place.removed_commit,
                  place.since, place.until, place.in_head, place.open_refs,
                  place.latest, place.removed_in, place.name);
}

SqlValues detail_values(const PlaceRecord& place) {
  return {place.line,
          place.copies,
          place.blob,
          place.author,
          place.first_commit,
          place.last_commit,
          place.removed_commit,
          number(place.since),
          number(place.until),
          truth(place.in_head),
          truth(place.open_refs),
          truth(place.latest),
          place.removed_in,
          place.name};
}

constexpr std::string_view kDetailColumns =
    "line, copies, blob, author, first_commit, last_commit, removed_commit, "
    "since, until, in_head, open_refs, latest, removed_in, "
    "name";

constexpr std::string_view kUpdate =
    "UPDATE place SET line = ?, copies = ?, blob = ?, author = ?, "
    "first_commit = ?, last_commit = ?, removed_commit = ?, since = ?, "
    "until = ?, in_head = ?, open_refs = ?, latest = ?, removed_in = ?, name = "
    "? "
    "WHERE id = ?";

class PlaceMerge {
 public:
  PlaceMerge(Inventory& inventory, std::int64_t run)
      : backend_(inventory.backend()), run_(run), now_(inventory.now()) {}

  Result<void> merge(std::vector<PlaceRecord> places) {
    if (auto gathered = gather(std::move(places)); !gathered) return gathered;
    RowInserter rows(
        backend_,
        fmt::format("INSERT INTO place (id, secret, source, repository, path, "
                    "layer, {}, first_seen, last_seen, last_run) VALUES",
                    kDetailColumns));
    SqlValues seen_again;
    for (const auto& [key, place] : seen_) {
      auto known = known_.find(key);
      if (known == known_.end()) {
        if (auto added = rows.add(new_row(place)); !added) return added;
        out.appeared.insert(place.secret);
        out.changed.insert(place.secret);
        continue;
      }
      seen_again.emplace_back(known->second.id);
      if (auto done = compare(place, known->second); !done) return done;
    }
    if (auto added = rows.finish(); !added) return added;
    return execute_in(backend_,
                      "UPDATE place SET last_seen = ?, last_run = ?, gone_run "
                      "= NULL, gone_at = NULL WHERE id IN ",
                      {now_, run_}, seen_again);
  }

  Result<void> mark_gone(const RunScope& scope) {
    for (const ScanRoot& root : scope.roots) {
      std::string below = path_below(root.top, root.folder);
      // A folder's files, or the file itself.
      auto rows = backend_.query(
          fmt::format("SELECT {} FROM place WHERE repository = ? AND source = "
                      "? AND gone_run IS NULL AND last_run <> ? AND (? = '' OR "
                      "path = ? OR substr(path, 1, ?) = ?)",
                      kPlaceColumns),
          {storable(root.repository), scope.source, run_, storable(below),
           storable(below),
           static_cast<std::int64_t>(characters(storable(below) + "/")),
           storable(below) + "/"});
      if (!rows) return std::unexpected(std::move(rows.error()));
      SqlValues ids;
      for (const SqlRow& row : *rows) {
        out.gone.push_back(place_of(row));
        out.changed.insert(out.gone.back().secret);
        ids.emplace_back(out.gone.back().id);
      }
      auto done = execute_in(
          backend_, "UPDATE place SET gone_run = ?, gone_at = ? WHERE id IN ",
          {run_, now_}, ids);
      if (!done) return done;
    }
    return {};
  }

  MergedPlaces out;

 private:
  // SQL counts characters, not bytes.
  static std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
  }

  // What was seen, each file once, and what is known of those secrets.
  Result<void> gather(std::vector<PlaceRecord> places) {
    SqlValues secrets;
    for (PlaceRecord& place : places) {
      for (std::string* text :
           {&place.source, &place.repository, &place.path, &place.layer,
            &place.blob, &place.author, &place.first_commit, &place.last_commit,
            &place.removed_commit, &place.removed_in}) {
        *text = storable(*text);
      }
      if (secrets.empty() ||
          std::get<std::int64_t>(secrets.back()) != place.secret) {
        secrets.emplace_back(place.secret);
      }
      auto [first, is_new] = seen_.try_emplace(key_of(place), std::move(place));
      if (!is_new) ++first->second.copies;
    }
    auto rows = query_in(
        backend_,
        fmt::format("SELECT {} FROM place WHERE secret IN ", kPlaceColumns), {},
        secrets);
    if (!rows) return std::unexpected(std::move(rows.error()));
    for (const SqlRow& row : *rows) {
      PlaceRecord place = place_of(row);
      known_.emplace(key_of(place), std::move(place));
    }
    auto next =
        backend_.query("SELECT coalesce(max(id), 0) + 1 FROM place", {});
    if (!next) return std::unexpected(std::move(next.error()));
    next_ = next->front().number(0);
    return {};
  }

  SqlValues new_row(const PlaceRecord& place) {
    SqlValues row = {next_++,          place.secret, place.source,
                     place.repository, place.path,   place.layer};
    SqlValues rest = detail_values(place);
    std::ranges::move(rest, std::back_inserter(row));
    row.insert(row.end(), {now_, now_, run_});
    return row;
  }

  Result<void> compare(const PlaceRecord& place, const PlaceRecord& known) {
    if (known.gone_run) {
      out.appeared.insert(place.secret);
      out.changed.insert(place.secret);
    }
    if (details(place) == details(known)) return {};
    out.changed.insert(place.secret);
    SqlValues parameters = detail_values(place);
    parameters.emplace_back(known.id);
    auto done = backend_.execute(kUpdate, parameters);
    if (!done) return std::unexpected(std::move(done.error()));
    return {};
  }

  InventoryBackend& backend_;
  std::int64_t run_;
  std::int64_t now_;
  std::int64_t next_ = 1;
  std::map<PlaceKey, PlaceRecord> seen_;
  std::map<PlaceKey, PlaceRecord> known_;
};

}  // namespace

Result<MergedPlaces> merge_places(Inventory& inventory, std::int64_t run,
                                  const RunScope& scope,
                                  std::vector<PlaceRecord> places) {
  PlaceMerge merge(inventory, run);
  auto done = merge.merge(std::move(places));
  if (done && scope.is_whole) done = merge.mark_gone(scope);
  if (!done) return std::unexpected(std::move(done.error()));
  return std::move(merge.out);
}

Result<bool> has_open_places(Inventory& inventory, const RunScope& scope) {
  bool out = false;
  if (!scope.is_whole) return out;
  auto done = inventory.read([&]() -> Result<void> {
    for (const ScanRoot& root : scope.roots) {
      auto rows = inventory.backend().query(
          "SELECT 1 FROM place WHERE repository = ? AND source = ? AND "
          "gone_run IS NULL LIMIT 1",
          {storable(root.repository), scope.source});
      if (!rows) return std::unexpected(std::move(rows.error()));
      out = out || !rows->empty();
    }
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

}  // namespace stanch
