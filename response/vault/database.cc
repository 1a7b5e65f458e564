// SPDX-License-Identifier: Apache-2.0
#include "response/vault/database.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>

#include "inventory/time_text.h"
#include "response/databases/postgres_issuer.h"

namespace stanch {
namespace {

SecretText lease_body(std::string_view lease, bool sync) {
  SecretText out = "{\"lease_id\":";
  append_json(out, lease);
  out.append(sync ? ",\"sync\":true}" : "}");
  return out;
}

std::string lease_prefix(const VaultDatabase& database) {
  return fmt::format("{}/creds/{}/", database.mount, database.role);
}

// Those below a prefix that are there now, by what follows it.
Answer<std::vector<std::string>> leases_below(Vault& vault,
                                              const std::string& prefix) {
  auto list = vault.send("LIST", "sys/leases/lookup/" + prefix);
  if (!list) return std::unexpected(std::move(list.error()));
  if (!list->is_success() && !list->is_missing()) {
    return std::unexpected(vault.error_of("list leases", *list));
  }
  return list->body.texts("/data/keys");
}

// 200: there is one; 400 "invalid lease": there is none.
Answer<VaultReply> look_up_lease(Vault& vault, const std::string& lease) {
  return vault.send("PUT", "sys/leases/lookup", lease_body(lease, false));
}

// The engine's names end in the second in which they were made, which is the
// lease's, too: "v-token-ro-WhRs8bPzJXwzKTaR1ajD-1795290011".
std::int64_t second_in(const std::string& user) {
  return std::strtoll(user.c_str() + user.rfind('-') + 1, nullptr, 10);
}

// Without its fraction of a second.
std::optional<std::int64_t> whole_second(std::string_view time) {
  std::size_t point = time.find('.');
  if (point == time.npos) return time_of(time);
  std::size_t zone = time.find_first_not_of("0123456789", point + 1);
  if (zone == time.npos) return std::nullopt;
  return time_of(std::string(time.substr(0, point)) +
                 std::string(time.substr(zone)));
}

// The lease of a user that the engine made. Two of one second cannot be told
// apart.
Answer<std::string> lease_of(Vault& vault, const VaultDatabase& database,
                             const std::string& user) {
  std::string prefix = lease_prefix(database);
  auto keys = leases_below(vault, prefix);
  if (!keys) return std::unexpected(std::move(keys.error()));
  std::string out;
  for (const std::string& key : *keys) {
    auto lease = look_up_lease(vault, prefix + key);
    if (!lease) return std::unexpected(std::move(lease.error()));
    auto issued = whole_second(lease->body.text("/data/issue_time"));
    if (!issued || *issued != second_in(user)) continue;
    if (!out.empty()) {
      return call_error(
          CallFault::kConflict,
          fmt::format("{}: two leases of {} are of the second in which {} was "
                      "made; a target of issuer vault-leases ends all of {}",
                      vault.name(), database.role, user, prefix));
    }
    out = prefix + key;
  }
  return out;
}

VaultDatabase database_of(const ResponseTarget& target) {
  VaultDatabase out{.role = target.role};
  if (!target.mount.empty()) out.mount = target.mount;
  if (target.issuer == "vault-leases") out.kind = VaultDatabaseKind::kLeases;
  if (target.issuer == "vault-static") out.kind = VaultDatabaseKind::kStatic;
  if (target.issuer == "vault-root") out.kind = VaultDatabaseKind::kRoot;
  // That it is one was found out when the configuration was read.
  if (auto url = parse_postgres_url(target.address)) out.address = *url;
  return out;
}

// Whose password the engine keeps under this name.
Answer<std::string> kept_user(Vault& vault, const VaultDatabase& database) {
  bool root = database.kind == VaultDatabaseKind::kRoot;
  auto reply =
      vault.ask("read what is kept of " + database.role, "GET",
                fmt::format("{}/{}/{}", database.mount,
                            root ? "config" : "static-roles", database.role));
  if (!reply) return std::unexpected(std::move(reply.error()));
  return std::string(reply->body.text(root ? "/data/connection_details/username"
                                           : "/data/username"));
}

}  // namespace

VaultDatabaseIssuer::VaultDatabaseIssuer(Vault& vault,
                                         const ResponseTarget& target,
                                         Subject subject)
    : VaultIssuer(vault, std::move(subject)), database_(database_of(target)) {}

std::string VaultDatabaseIssuer::place() const {
  return fmt::format("{}/{}/{}", vault_.name(), database_.mount,
                     has_lease() ? "creds/" + database_.role : database_.role);
}

bool VaultDatabaseIssuer::has_lease() const {
  return database_.kind == VaultDatabaseKind::kDynamic ||
         database_.kind == VaultDatabaseKind::kLeases;
}

IssuerTraits VaultDatabaseIssuer::traits() const {
  return {.has_sessions = true};
}

std::vector<std::string> VaultDatabaseIssuer::calls(Step step) const {
  if (step == Step::kEndSessions) {
    return {fmt::format("pg_terminate_backend of every session of {}",
                        subject_.identity)};
  }
  if (step != Step::kDisable) return {};
  switch (database_.kind) {
    case VaultDatabaseKind::kDynamic:
      return {fmt::format("PUT sys/leases/revoke (sync) {}", subject_.owner)};
    case VaultDatabaseKind::kLeases:
      return {fmt::format("PUT {} (sync)", revoke_path())};
    case VaultDatabaseKind::kStatic:
      return {fmt::format(
          "POST {}/rotate-role/{}: consumers read the new one "
          "from {}/static-creds/{}",
          database_.mount, database_.role, database_.mount, database_.role)};
    case VaultDatabaseKind::kRoot:
      return {
          fmt::format("POST {}/rotate-root/{}: nobody but the engine knows "
                      "the new one, and there is no way back",
                      database_.mount, database_.role)};
  }
  return {};
}

Answer<std::vector<std::string>> VaultDatabaseIssuer::preflight(
    std::span<const Step>) {
  std::vector<Vault::Need> needs;
  std::string at = database_.mount + "/";
  switch (database_.kind) {
    case VaultDatabaseKind::kDynamic:
      needs = {{"sys/leases/lookup", "update"},
               {"sys/leases/revoke", "update"}};
      break;
    case VaultDatabaseKind::kLeases:
      needs = {{revoke_path(), "sudo"},
               {"sys/leases/lookup/" + subject_.owner, "list"}};
      break;
    case VaultDatabaseKind::kStatic:
      needs = {{at + "rotate-role/" + database_.role, "update"},
               {at + "static-roles/" + database_.role, "read"},
               {at + "static-creds/" + database_.role, "read"}};
      break;
    case VaultDatabaseKind::kRoot:
      needs = {{at + "rotate-root/" + database_.role, "update"}};
      break;
  }
  return vault_.missing_rights(needs);
}

// 202 means that it is going to be tried. What is revoked is not there.
Answer<std::string> VaultDatabaseIssuer::revoke_lease() {
  auto reply =
      vault_.send("PUT", "sys/leases/revoke", lease_body(subject_.owner, true));
  if (!reply) return std::unexpected(std::move(reply.error()));
  if (!reply->is_success()) {
    return std::unexpected(vault_.error_of("revoke a lease", *reply));
  }
  auto left = look_up_lease(vault_, subject_.owner);
  if (!left) return std::unexpected(std::move(left.error()));
  if (left->status == 400 && left->first_error().contains("invalid lease")) {
    return std::string("the lease is revoked");
  }
  return call_error(CallFault::kUnavailable,
                    fmt::format("{}: the revocation of {} was answered {}, but "
                                "the lease is still there",
                                vault_.name(), subject_.owner, reply->status));
}

// As the call takes it, which wants no '/' at the end.
std::string VaultDatabaseIssuer::revoke_path() const {
  return "sys/leases/revoke-prefix/" +
         subject_.owner.substr(0, subject_.owner.size() - 1);
}

Answer<std::vector<std::string>> VaultDatabaseIssuer::all_leases() {
  return leases_below(vault_, subject_.owner);
}

// 204 also where nothing is below it; what is left was not revoked.
Answer<std::string> VaultDatabaseIssuer::revoke_all() {
  auto before = all_leases();
  if (!before) return std::unexpected(std::move(before.error()));
  auto reply = vault_.ask("revoke leases by their prefix", "PUT", revoke_path(),
                          SecretText(R"({"sync":true})"));
  if (!reply) return std::unexpected(std::move(reply.error()));
  auto left = all_leases();
  if (!left) return std::unexpected(std::move(left.error()));
  if (left->empty())
    return fmt::format("{} leases are revoked", before->size());
  return call_error(
      CallFault::kUnavailable,
      fmt::format("{}: the revocation of {} was answered {}, but "
                  "{} leases are still there",
                  vault_.name(), subject_.owner, reply->status, left->size()));
}

Answer<std::vector<PostgresRow>> VaultDatabaseIssuer::run(
    std::string_view what, const std::string& sql,
    const std::vector<std::string>& parameters) {
  if (!session_) {
    auto opened = PostgresSession::open(database_.address);
    if (!opened) return std::unexpected(std::move(opened.error()));
    session_ = std::move(*opened);
  }
  auto rows = session_->run(what, sql, parameters);
  if (!rows && rows.error().fault == CallFault::kUnavailable) session_.reset();
  return rows;
}

Answer<std::string> VaultDatabaseIssuer::perform(Step step, const StepInput&) {
  if (step == Step::kEndSessions) {
    // A role that was dropped has no name any more, but its sessions go on.
    auto rows = run("end sessions",
                    "SELECT pg_terminate_backend(pid, 5000) FROM "
                    "pg_stat_activity WHERE usename = $1 "
                    "OR usesysid::text = $2",
                    {subject_.identity, subject_.oid});
    if (!rows) return std::unexpected(std::move(rows.error()));
    for (const PostgresRow& row : *rows) {
      if (row[0] == "t") continue;
      return call_error(CallFault::kUnavailable,
                        "PostgreSQL: a session was told to end and did not");
    }
    return fmt::format("{} sessions ended", rows->size());
  }
  if (step != Step::kDisable) return std::string();
  if (database_.kind == VaultDatabaseKind::kDynamic) return revoke_lease();
  if (database_.kind == VaultDatabaseKind::kLeases) return revoke_all();
  bool root = database_.kind == VaultDatabaseKind::kRoot;
  auto reply = vault_.ask(
      "rotate", "POST",
      fmt::format("{}/{}/{}", database_.mount,
                  root ? "rotate-root" : "rotate-role", database_.role));
  if (!reply) return std::unexpected(std::move(reply.error()));
  return fmt::format("{} has another password", subject_.identity);
}

// A lease is revoked as well twice as once; a rotation makes yet another value,
// so it is looked at whether the old one still works.
Answer<Reconciled> VaultDatabaseIssuer::reconcile(Step step,
                                                  const StepInput& input) {
  if (step != Step::kDisable || has_lease()) return Reconciled::kNotApplied;
  switch (probe_old(*input.leaked).verdict) {
    case ProbeVerdict::kLive:
      return Reconciled::kNotApplied;
    case ProbeVerdict::kDead:
      return Reconciled::kApplied;
    case ProbeVerdict::kUnknown:
      break;
  }
  return call_error(CallFault::kUnavailable,
                    fmt::format("PostgreSQL at {}: it cannot be told whether "
                                "{} was rotated",
                                database_.address.endpoint, subject_.identity));
}

Answer<std::vector<std::string>> VaultDatabaseIssuer::tears_down() {
  auto rows = run("read the sessions",
                  "SELECT count(*) FROM pg_stat_activity WHERE usename = $1",
                  {subject_.identity});
  if (!rows) return std::unexpected(std::move(rows.error()));
  std::vector<std::string> out = {fmt::format("{} open sessions of {}",
                                              rows->front()[0].value_or("0"),
                                              subject_.identity)};
  if (database_.kind == VaultDatabaseKind::kLeases) {
    auto leases = all_leases();
    if (!leases) return std::unexpected(std::move(leases.error()));
    out.push_back(fmt::format(
        "{} leases of {} with their users; sessions of the others go on",
        leases->size(), database_.role));
  } else if (has_lease()) {
    out.push_back(fmt::format("{} is dropped; whoever uses it asks for another",
                              subject_.identity));
  }
  return out;
}

Probe VaultDatabaseIssuer::probe_old(const Secret& leaked) {
  return probe_postgres_login(database_.address, subject_.identity, leaked);
}

Answer<std::vector<Subject>> identify_vault_database(
    Vault& vault, const ResponseTarget& target, const Secret& leaked) {
  std::vector<Subject> out;
  VaultDatabase database = database_of(target);
  if (database.kind == VaultDatabaseKind::kStatic ||
      database.kind == VaultDatabaseKind::kRoot) {
    auto user = kept_user(vault, database);
    if (!user) return std::unexpected(std::move(user.error()));
    Probe probe = probe_postgres_login(database.address, *user, leaked);
    if (probe.verdict == ProbeVerdict::kLive) {
      out.push_back({.target = target.name, .identity = *user});
    }
    return out;
  }
  auto session = PostgresSession::open(database.address);
  if (!session) return std::unexpected(std::move(session.error()));
  auto roles = roles_of_password(*session, {}, leaked);
  if (!roles) return std::unexpected(std::move(roles.error()));
  for (const PostgresRole& role : *roles) {
    // The engine's own names only.
    if (second_in(role.name) == 0) continue;
    auto lease = database.kind == VaultDatabaseKind::kLeases
                     ? Answer<std::string>(lease_prefix(database))
                     : lease_of(vault, database, role.name);
    if (!lease) return std::unexpected(std::move(lease.error()));
    if (lease->empty()) continue;
    out.push_back({.target = target.name,
                   .identity = role.name,
                   .owner = std::move(*lease),
                   .oid = role.oid});
  }
  return out;
}

}  // namespace stanch
