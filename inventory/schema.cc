// SPDX-License-Identifier: Apache-2.0
//
// Times are seconds since 1970 in UTC. INTEGER has 32 bits in
// PostgreSQL, which is enough for numbers of rows; SQLite's rowid is one only
// where it is called INTEGER PRIMARY KEY.
#include "inventory/schema.h"

#include <string>

#include <fmt/core.h>

namespace stanch {
namespace {

const std::vector<Migration>& all() {
  static const std::vector<Migration> kMigrations = {
      {1,
       {
           // What the rule says, once for all secrets of its kind.
           // NOLINTNEXTLINE(bugprone-suspicious-missing-comma): long lines
           "CREATE TABLE kind (name TEXT PRIMARY KEY, title TEXT NOT NULL, "
           "provider TEXT NOT NULL, severity TEXT NOT NULL, grants TEXT NOT "
           "NULL, next TEXT NOT NULL)",

           "CREATE TABLE secret (id INTEGER PRIMARY KEY, fingerprint TEXT NOT "
           "NULL UNIQUE, kind TEXT NOT NULL REFERENCES kind (name), state TEXT "
           "NOT NULL, liveness TEXT NOT NULL, impact TEXT NOT NULL, owner TEXT "
           "NOT NULL, first_seen BIGINT NOT NULL, last_seen BIGINT NOT NULL, "
           "opened BIGINT NOT NULL, ignored_until BIGINT)",
           "CREATE INDEX secret_state ON secret (state, impact)",
           "CREATE INDEX secret_owner ON secret (owner)",
           "CREATE INDEX secret_kind ON secret (kind)",
           "CREATE INDEX secret_opened ON secret (impact, opened)",

           // One answer of one source to one question about one secret.
           "CREATE TABLE fact (secret INTEGER NOT NULL REFERENCES secret (id), "
           "field TEXT NOT NULL, source TEXT NOT NULL, value TEXT NOT NULL, "
           "reason TEXT NOT NULL, who TEXT NOT NULL, at BIGINT NOT NULL, "
           "PRIMARY KEY (secret, field, source))",

           "CREATE TABLE run (id INTEGER PRIMARY KEY, at BIGINT NOT NULL, who "
           "TEXT NOT NULL, target TEXT NOT NULL, source TEXT NOT NULL, "
           "repository TEXT NOT NULL, whole INTEGER NOT NULL, version TEXT NOT "
           "NULL)",

           // A secret in a file of a repository, an image, a stream.
           "CREATE TABLE place (id INTEGER PRIMARY KEY, secret INTEGER NOT "
           "NULL REFERENCES secret (id), source TEXT NOT NULL, repository TEXT "
           "NOT NULL, path TEXT NOT NULL, layer TEXT NOT NULL, line BIGINT NOT "
           "NULL, copies BIGINT NOT NULL, blob TEXT NOT NULL, author TEXT NOT "
           "NULL, first_commit TEXT NOT NULL, last_commit TEXT NOT NULL, "
           "removed_commit TEXT NOT NULL, since BIGINT, until BIGINT, in_head "
           "INTEGER, open_refs INTEGER, latest INTEGER, removed_in TEXT NOT "
           "NULL, first_seen BIGINT NOT NULL, last_seen BIGINT NOT NULL, "
           "last_run INTEGER NOT NULL, gone_run INTEGER, gone_at BIGINT, "
           "UNIQUE (secret, source, repository, path, layer))",
           "CREATE INDEX place_repository ON place (repository, source)",

           // The journal of the response.
           "CREATE TABLE action (id INTEGER PRIMARY KEY, secret INTEGER NOT "
           "NULL REFERENCES secret (id), response TEXT NOT NULL, step TEXT NOT "
           "NULL, idempotency_key TEXT NOT NULL UNIQUE, intent TEXT NOT NULL, "
           "sealed TEXT NOT NULL, deadline BIGINT, at BIGINT NOT NULL, who "
           "TEXT NOT NULL, outcome TEXT, details TEXT NOT NULL, concluded "
           "BIGINT)",
           "CREATE INDEX action_response ON action (response)",
           "CREATE INDEX action_secret ON action (secret)",

           "CREATE TABLE responder (secret INTEGER PRIMARY KEY REFERENCES "
           "secret (id), holder TEXT NOT NULL, until BIGINT NOT NULL)",

           "CREATE TABLE audit (number INTEGER PRIMARY KEY, at BIGINT NOT "
           "NULL, who TEXT NOT NULL, what TEXT NOT NULL, secret INTEGER, "
           "fingerprint TEXT NOT NULL, detail TEXT NOT NULL, reason TEXT NOT "
           "NULL, hash TEXT NOT NULL)",
           "CREATE INDEX audit_secret ON audit (secret)",
       }},
      {2,
       {
           // What the secret is called where it stands, and under which key
           // its fingerprint was made.
           "ALTER TABLE place ADD COLUMN name TEXT NOT NULL DEFAULT ''",
           "ALTER TABLE secret ADD COLUMN key_number INTEGER NOT NULL DEFAULT "
           "1",
       }},
      {3,
       {
           // The oldest of each state and impact, which lists begin with.
           "DROP INDEX secret_state",
           "CREATE INDEX secret_due ON secret (state, impact, opened, id)",
       }},
  };
  return kMigrations;
}

Result<void> run_all(InventoryBackend& backend, const Migration& step) {
  for (std::string_view statement : step.statements) {
    auto done = backend.execute(statement, {});
    if (!done) return std::unexpected(std::move(done.error()));
  }
  auto noted = backend.execute(
      "INSERT INTO meta (name, value) VALUES ('schema', ?) "
      "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      {std::to_string(step.to)});
  if (!noted) return std::unexpected(std::move(noted.error()));
  return {};
}

Result<void> bring_up(InventoryBackend& backend,
                      std::span<const Migration> steps) {
  auto version = schema_version(backend);
  if (!version) return std::unexpected(std::move(version.error()));
  auto made = backend.execute(
      "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT "
      "NULL)",
      {});
  if (!made) return std::unexpected(std::move(made.error()));
  for (const Migration& step : steps) {
    if (step.to <= *version) continue;
    if (auto done = run_all(backend, step); !done) {
      return context(fmt::format("migration to version {}", step.to),
                     std::move(done.error()));
    }
  }
  return {};
}

}  // namespace

std::span<const Migration> migrations() { return all(); }

Result<int> schema_version(InventoryBackend& backend) {
  auto there = backend.has_table("meta");
  if (!there) return std::unexpected(std::move(there.error()));
  if (!*there) return 0;
  auto rows = backend.query("SELECT value FROM meta WHERE name = 'schema'", {});
  if (!rows) return std::unexpected(std::move(rows.error()));
  return rows->empty() ? 0 : std::atoi(rows->front().text(0).c_str());
}

Result<void> migrate(InventoryBackend& backend, Access access,
                     std::span<const Migration> steps) {
  int version = 0;
  auto read = in_transaction(backend, Access::kRead, [&]() -> Result<void> {
    auto found = schema_version(backend);
    if (!found) return std::unexpected(std::move(found.error()));
    version = *found;
    return {};
  });
  if (!read) return read;
  int newest = steps.back().to;
  if (version > newest) {
    return fail(ErrorKind::kUsage,
                fmt::format("inventory {}: it has version {}, this stanch "
                            "knows versions up to {}; take a newer stanch",
                            backend.name(), version, newest));
  }
  if (version == newest) return {};
  if (access == Access::kRead) {
    return fail(ErrorKind::kUsage,
                fmt::format("inventory {}: it has version {}, this stanch "
                            "reads version {}; the next scan with --inventory "
                            "brings it up to date",
                            backend.name(), version, newest));
  }
  if (version > 0) {
    auto copy = backend.back_up(fmt::format("version-{}", version));
    if (!copy) return std::unexpected(std::move(copy.error()));
  }
  return in_transaction(backend, Access::kWrite,
                        [&] { return bring_up(backend, steps); });
}

}  // namespace stanch
