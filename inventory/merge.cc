// SPDX-License-Identifier: Apache-2.0
//
// A run of 10,000 secrets must not be 10,000 questions: what is known is read
// in a few statements, compared here, and what differs is written in a few.
// That holds because a write transaction waits for all others: nothing changes
// between the reading and the writing. For the same reason numbers are given
// out here, one above the highest, in the same way for both databases.
#include "inventory/merge.h"

#include <map>
#include <set>
#include <tuple>

#include <fmt/core.h>

#include "inventory/audit.h"
#include "inventory/impact.h"
#include "inventory/merge_places.h"

namespace stanch {
namespace {

SqlValue text(std::string_view bytes) { return storable(bytes); }

class Merge {
 public:
  Merge(Inventory& inventory, const RunNote& run,
        const std::vector<SeenSecret>& secrets)
      : inventory_(inventory),
        backend_(inventory.backend()),
        run_(run),
        secrets_(secrets),
        now_(inventory.now()) {}

  Result<MergeResult> run() {
    using Step = Result<void> (Merge::*)();
    for (Step step : {&Merge::add_run, &Merge::add_kinds, &Merge::match_secrets,
                      &Merge::add_secrets, &Merge::merge_all_places,
                      &Merge::reopen, &Merge::note_run}) {
      if (auto done = (this->*step)(); !done) {
        return std::unexpected(std::move(done.error()));
      }
    }
    return std::move(out_);
  }

 private:
  Result<std::int64_t> next_number(std::string_view table) {
    auto rows = backend_.query(
        fmt::format("SELECT coalesce(max(id), 0) + 1 FROM {}", table), {});
    if (!rows) return std::unexpected(std::move(rows.error()));
    return rows->front().number(0);
  }

  Result<void> add_run() {
    auto number = next_number("run");
    if (!number) return std::unexpected(std::move(number.error()));
    out_.run = *number;
    const RunScope& scope = run_.scope;
    return insert_rows(
        backend_,
        "INSERT INTO run (id, at, who, target, source, repository, whole, "
        "version) VALUES",
        "",
        {{out_.run, now_, text(inventory_.options().who), text(run_.target),
          text(scope.source), text(scope.roots.front().repository),
          std::int64_t{scope.is_whole}, text(run_.version)}});
  }

  // A newer rule's words replace the older's; what another program says of its
  // rules replaces nothing.
  Result<void> add_kinds() {
    std::map<std::string, SqlValues> kinds;
    for (const SeenSecret& seen : secrets_) {
      kinds[storable(seen.kind)] = {text(seen.kind),     text(seen.title),
                                    text(seen.provider), text(seen.severity),
                                    text(seen.grants),   text(seen.next)};
    }
    std::vector<SqlValues> rows;
    for (auto& [name, row] : kinds) rows.push_back(std::move(row));
    return insert_rows(
        backend_,
        "INSERT INTO kind (name, title, provider, severity, grants, next) "
        "VALUES",
        run_.version.empty()
            ? "ON CONFLICT (name) DO NOTHING"
            : "ON CONFLICT (name) DO UPDATE SET title = excluded.title, "
              "provider = excluded.provider, severity = excluded.severity, "
              "grants = excluded.grants, next = excluded.next",
        rows);
  }

  // The numbers of those that are known, under any key.
  Result<void> match_secrets() {
    SqlValues all;
    for (const SeenSecret& seen : secrets_) {
      for (const Fingerprint& print : seen.fingerprints)
        all.emplace_back(print);
    }
    auto rows = query_in(backend_,
                         fmt::format("SELECT {} FROM secret s JOIN kind k ON "
                                     "k.name = s.kind WHERE s.fingerprint IN ",
                                     kSecretColumns),
                         {}, all);
    if (!rows) return std::unexpected(std::move(rows.error()));
    for (const SqlRow& row : *rows) {
      SecretRecord record = secret_of(row);
      known_.emplace(record.fingerprint, record);
    }
    SqlValues seen_again;
    for (const SeenSecret& seen : secrets_) {
      for (const Fingerprint& print : seen.fingerprints) {
        auto found = known_.find(print);
        if (found == known_.end()) continue;
        seen_again.emplace_back(found->second.id);
        if (auto done = re_key(seen, found->second); !done) return done;
        break;
      }
    }
    out_.known = seen_again.size();
    return execute_in(backend_, "UPDATE secret SET last_seen = ? WHERE id IN ",
                      {now_}, seen_again);
  }

  // A secret that is seen under an earlier key gets the present one's
  // fingerprint: only now its value is there to compute it from.
  Result<void> re_key(const SeenSecret& seen, const SecretRecord& record) {
    const Fingerprint& present = seen.fingerprints.front();
    ids_[present] = record.id;
    if (record.fingerprint == present) return {};
    auto done = backend_.execute(
        "UPDATE secret SET fingerprint = ?, key_number = ? WHERE id = ?",
        {present, inventory_.key_number(), record.id});
    if (!done) return std::unexpected(std::move(done.error()));
    notes_.push_back({.what = "re-keyed",
                      .secret = record.id,
                      .fingerprint = present,
                      .detail = "was " + record.fingerprint,
                      .reason = "its value was seen again"});
    return {};
  }

  Result<void> add_secrets() {
    auto next = next_number("secret");
    if (!next) return std::unexpected(std::move(next.error()));
    RowInserter rows(backend_,
                     "INSERT INTO secret (id, fingerprint, kind, state, "
                     "liveness, impact, owner, first_seen, last_seen, opened, "
                     "key_number) VALUES");
    for (const SeenSecret& seen : secrets_) {
      const Fingerprint& print = seen.fingerprints.front();
      auto [place, is_new] = ids_.try_emplace(print, *next);
      if (!is_new) continue;
      added_.insert(*next);
      Impact impact =
          impact_of_leak(seen.severity, Liveness::kUnasked, seen.places, {})
              .impact;
      auto written = rows.add({(*next)++, print, text(seen.kind), "detected",
                               "unasked", std::string(to_string(impact)), "",
                               now_, now_, now_, inventory_.key_number()});
      if (!written) return written;
      notes_.push_back({.what = "detected",
                        .secret = place->second,
                        .fingerprint = print,
                        .detail = seen.kind,
                        .reason = run_reason()});
    }
    out_.added = added_.size();
    return rows.finish();
  }

  Result<void> merge_all_places() {
    std::vector<PlaceRecord> places;
    for (const SeenSecret& seen : secrets_) {
      std::int64_t id = ids_.at(seen.fingerprints.front());
      out_.seen.push_back(id);
      for (PlaceRecord place : seen.places) {
        place.secret = id;
        places.push_back(std::move(place));
      }
    }
    auto merged =
        merge_places(inventory_, out_.run, run_.scope, std::move(places));
    if (!merged) return std::unexpected(std::move(merged.error()));
    out_.gone = merged->gone.size();
    for (const PlaceRecord& place : merged->gone) {
      notes_.push_back(
          {.what = "gone",
           .secret = place.secret,
           .fingerprint = {},
           .detail = fmt::format("{} {}", place.repository, place.path),
           .reason = run_reason()});
    }
    appeared_ = std::move(merged->appeared);
    changed_ = std::move(merged->changed);
    return {};
  }

  Result<void> reopen() {
    for (const auto& [print, record] : known_) {
      bool ran_out = record.state == SecretState::kIgnored &&
                     record.ignored_until.value_or(0) <= now_;
      bool is_suppressed = record.state == SecretState::kIgnored ||
                           record.state == SecretState::kClosed;
      bool appears = is_suppressed && appeared_.contains(record.id);
      if (!appears && !ran_out) continue;
      auto done = backend_.execute(
          "UPDATE secret SET state = 'detected', opened = ?, ignored_until = "
          "NULL WHERE id = ?",
          {now_, record.id});
      if (!done) return std::unexpected(std::move(done.error()));
      ++out_.reopened;
      notes_.push_back(
          {.what = "state",
           .secret = record.id,
           .fingerprint = record.fingerprint,
           .detail = fmt::format("{} -> detected", to_string(record.state)),
           .reason = appears ? "it appeared anew: " + run_reason()
                             : "its ignoring ended"});
    }
    return {};
  }

  Result<void> note_run() {
    notes_.push_back(
        {.what = "run",
         .detail = fmt::format("{} {}: {} new, {} known, {} opened again, {} "
                               "places gone",
                               out_.run, run_.target, out_.added, out_.known,
                               out_.reopened, out_.gone)});
    if (auto noted = append_audit(inventory_, notes_); !noted) return noted;
    for (std::int64_t id : changed_) {
      if (added_.contains(id)) continue;
      if (auto done = refresh(inventory_, id); !done) return done;
    }
    return {};
  }

  std::string run_reason() const {
    return fmt::format("run {}, {}", out_.run, run_.target);
  }

  Inventory& inventory_;
  InventoryBackend& backend_;
  const RunNote& run_;
  const std::vector<SeenSecret>& secrets_;
  std::int64_t now_;
  MergeResult out_;
  std::map<Fingerprint, SecretRecord> known_;  // by what is in the database
  std::map<Fingerprint, std::int64_t> ids_;    // by the present key's
  std::set<std::int64_t> added_;
  std::set<std::int64_t> appeared_;  // in a new place, or back in an old one
  std::set<std::int64_t> changed_;   // whose places changed in any way
  std::vector<AuditNote> notes_;
};

}  // namespace

Result<MergeResult> merge_run(Inventory& inventory, const RunNote& run,
                              const std::vector<SeenSecret>& secrets) {
  MergeResult out;
  if (secrets.empty()) {
    // Nothing is written for a run that changes nothing: a hook has no time.
    auto open = has_open_places(inventory, run.scope);
    if (!open) return std::unexpected(std::move(open.error()));
    if (!*open) return out;
  }
  auto done = inventory.write([&]() -> Result<void> {
    auto merged = Merge(inventory, run, secrets).run();
    if (!merged) return std::unexpected(std::move(merged.error()));
    out = std::move(*merged);
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

}  // namespace stanch
