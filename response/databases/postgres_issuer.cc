// SPDX-License-Identifier: Apache-2.0
#include "response/databases/postgres_issuer.h"

#include <algorithm>

#include <fmt/chrono.h>
#include <fmt/core.h>

#include "response/databases/scram.h"

namespace stanch {
namespace {

std::string text(const PostgresRow& row, std::size_t column) {
  return row[column].value_or("");
}

// As a literal that the server reads in any time zone.
std::string timestamp(std::int64_t time) {
  return fmt::format("'{:%Y-%m-%d %H:%M:%S}+00'",
                     fmt::gmtime(static_cast<std::time_t>(time)));
}

}  // namespace

Answer<std::vector<PostgresRole>> roles_of_password(
    PostgresSession& session, const std::vector<std::string>& names,
    const Secret& password) {
  auto rows = session.run(
      "read the verifiers of roles",
      "SELECT rolname, rolpassword, rolcanlogin, rolvaliduntil::text, oid "
      "FROM pg_authid WHERE rolpassword IS NOT NULL ORDER BY rolname");
  if (!rows) return std::unexpected(std::move(rows.error()));
  std::vector<PostgresRole> out;
  for (const PostgresRow& row : *rows) {
    std::string name = text(row, 0);
    if (!names.empty() && std::ranges::count(names, name) == 0) continue;
    if (scram_matches(text(row, 1), password) != true) continue;
    out.push_back({name, text(row, 2) == "t", text(row, 3), text(row, 4)});
  }
  return out;
}

std::string PostgresIssuer::place() const {
  return fmt::format("postgres://{}/{}", address_.endpoint, subject_.identity);
}

IssuerTraits PostgresIssuer::traits() const {
  return {.mints = !subject_.successor.empty(),
          .overlaps = true,
          .arms = true,
          .has_sessions = true};
}

std::vector<std::string> PostgresIssuer::calls(Step step) const {
  const std::string& old = subject_.identity;
  switch (step) {
    case Step::kMint:
      return {
          fmt::format("ALTER ROLE {} LOGIN PASSWORD '<SCRAM verifier>' "
                      "VALID UNTIL 'infinity'; it is made where it is "
                      "missing, in the groups of {}",
                      subject_.successor, old)};
    case Step::kArm:
      return {fmt::format("ALTER ROLE {} VALID UNTIL '<deadline>'", old)};
    case Step::kDisable:
      return {fmt::format("ALTER ROLE {} NOLOGIN", old)};
    case Step::kEndSessions:
      return {fmt::format("pg_terminate_backend of every session of {}", old)};
    case Step::kDestroyOld:
      return {fmt::format("ALTER ROLE {} PASSWORD NULL", old)};
    default:
      return {};
  }
}

Answer<PostgresSession*> PostgresIssuer::session() {
  if (!session_) {
    auto opened = PostgresSession::open(address_);
    if (!opened) return std::unexpected(std::move(opened.error()));
    session_ = std::move(*opened);
  }
  return &*session_;
}

Answer<PostgresIssuer::Rows> PostgresIssuer::run(
    std::string_view what, const std::string& sql,
    const std::vector<std::string>& parameters) {
  auto open = session();
  if (!open) return std::unexpected(std::move(open.error()));
  auto rows = (*open)->run(what, sql, parameters);
  // The next call finds out whether the server is back.
  if (!rows && rows.error().fault == CallFault::kUnavailable) session_.reset();
  return rows;
}

Answer<std::string> PostgresIssuer::change(std::string_view what,
                                           const std::string& sql) {
  auto done = run(what, sql);
  if (!done) return std::unexpected(std::move(done.error()));
  return std::string(what);
}

Answer<std::vector<std::string>> PostgresIssuer::preflight(
    std::span<const Step> steps) {
  const std::string& old = subject_.identity;
  auto us = run("read our own rights",
                "SELECT rolname, rolsuper, rolcreaterole, "
                "pg_has_role('pg_signal_backend', 'MEMBER') "
                "FROM pg_roles WHERE rolname = current_user");
  if (!us) return std::unexpected(std::move(us.error()));
  std::vector<std::string> out;
  if (us->empty()) return out;
  std::string name = text(us->front(), 0);
  bool super = text(us->front(), 1) == "t";
  if (name == old) {
    out.push_back(fmt::format(
        "we are logged in as {} ourselves: use a role of the responder", old));
  }
  if (!super && text(us->front(), 2) != "t") {
    out.push_back(
        fmt::format("{} may not change roles: it needs CREATEROLE", name));
  }
  bool ends = std::ranges::count(steps, Step::kEndSessions) > 0;
  if (ends && !super && text(us->front(), 3) != "t") {
    out.push_back(
        fmt::format("{} may not end sessions of others: it needs "
                    "membership in pg_signal_backend",
                    name));
  }
  auto roles = run("read the roles",
                   "SELECT rolname, rolsuper FROM pg_roles "
                   "WHERE rolname = $1 OR rolname = $2",
                   {old, subject_.successor});
  if (!roles) return std::unexpected(std::move(roles.error()));
  bool there = false;
  for (const PostgresRow& row : *roles) {
    there = there || text(row, 0) == old;
    if (text(row, 1) != "t" || super) continue;
    out.push_back(fmt::format("{} is a superuser, which {} may not change",
                              text(row, 0), name));
  }
  if (!there) out.push_back(fmt::format("there is no role {}", old));
  if (std::ranges::count(steps, Step::kMint) > 0 && use().new_sessions > 0) {
    out.push_back(
        fmt::format("{} has open sessions: somebody uses the role "
                    "that was to take over",
                    subject_.successor));
  }
  return out;
}

Answer<std::string> PostgresIssuer::mint(const Secret& fresh) {
  auto there =
      run("look for the successor", "SELECT 1 FROM pg_roles WHERE rolname = $1",
          {subject_.successor});
  if (!there) return std::unexpected(std::move(there.error()));
  auto open = session();
  if (!open) return std::unexpected(std::move(open.error()));
  const PostgresSession& quote = **open;
  std::string role = quote.identifier(subject_.successor);
  std::string rest = fmt::format(" LOGIN PASSWORD {} VALID UNTIL 'infinity'",
                                 quote.literal(scram_verifier(fresh)));
  if (!there->empty()) {
    return change(fmt::format("gave {} a new password", subject_.successor),
                  "ALTER ROLE " + role + rest);
  }
  auto groups = run("read the groups of the old role",
                    "SELECT g.rolname FROM pg_auth_members m "
                    "JOIN pg_roles g ON g.oid = m.roleid "
                    "JOIN pg_roles r ON r.oid = m.member "
                    "WHERE r.rolname = $1 ORDER BY 1",
                    {subject_.identity});
  if (!groups) return std::unexpected(std::move(groups.error()));
  std::string list;
  for (const PostgresRow& row : *groups) {
    list +=
        (list.empty() ? " IN ROLE " : ", ") + quote.identifier(text(row, 0));
  }
  return change(fmt::format("made {}", subject_.successor),
                "CREATE ROLE " + role + rest + list);
}

Answer<std::string> PostgresIssuer::end_sessions() {
  // Where they came from is all that is left of them.
  auto rows = run("end sessions",
                  "SELECT coalesce(host(client_addr), 'local'), "
                  "application_name, pg_terminate_backend(pid, 5000) "
                  "FROM pg_stat_activity WHERE usename = $1",
                  {subject_.identity});
  if (!rows) return std::unexpected(std::move(rows.error()));
  std::string out = fmt::format("{} sessions ended", rows->size());
  for (const PostgresRow& row : *rows) {
    out += fmt::format("; {} {}", text(row, 0), text(row, 1));
    if (text(row, 2) == "t") continue;
    return call_error(CallFault::kUnavailable,
                      "PostgreSQL: a session was told to end and did not");
  }
  return out;
}

Answer<std::string> PostgresIssuer::perform(Step step, const StepInput& input) {
  auto open = session();
  if (!open) return std::unexpected(std::move(open.error()));
  const std::string& old = subject_.identity;
  std::string alter = "ALTER ROLE " + (*open)->identifier(old);
  switch (step) {
    case Step::kMint:
      return mint(*input.fresh);
    case Step::kArm:
      return change(fmt::format("the password of {} ends at the deadline", old),
                    alter + " VALID UNTIL " + timestamp(input.deadline));
    case Step::kDisable:
      return change(fmt::format("{} may not log in any more", old),
                    alter + " NOLOGIN");
    case Step::kEndSessions:
      return end_sessions();
    case Step::kDestroyOld:
      return change(fmt::format("{} has no password any more", old),
                    alter + " PASSWORD NULL");
    default:
      return std::string();
  }
}

// Each of these calls made twice is as good as once: the value of kMint is the
// journal's, and the deadline is absolute.
Answer<Reconciled> PostgresIssuer::reconcile(Step, const StepInput&) {
  return Reconciled::kNotApplied;
}

Answer<std::string> PostgresIssuer::undo(Step step, const StepInput&) {
  auto open = session();
  if (!open) return std::unexpected(std::move(open.error()));
  const PostgresSession& quote = **open;
  if (step == Step::kArm) {
    std::string until =
        subject_.restore.empty() ? "infinity" : subject_.restore;
    return change(
        fmt::format("the password of {} ends when it did", subject_.identity),
        fmt::format("ALTER ROLE {} VALID UNTIL {}",
                    quote.identifier(subject_.identity), quote.literal(until)));
  }
  if (step != Step::kMint) return std::string();
  auto there =
      run("look for the successor", "SELECT 1 FROM pg_roles WHERE rolname = $1",
          {subject_.successor});
  if (!there) return std::unexpected(std::move(there.error()));
  if (there->empty()) return std::string("there is no successor");
  return change(fmt::format("{} has no password any more", subject_.successor),
                fmt::format("ALTER ROLE {} NOLOGIN PASSWORD NULL",
                            quote.identifier(subject_.successor)));
}

Answer<std::vector<std::string>> PostgresIssuer::tears_down() {
  std::vector<std::string> out;
  auto rows = run("read the sessions",
                  "SELECT coalesce(host(client_addr), 'local'), "
                  "application_name, count(*) FROM pg_stat_activity "
                  "WHERE usename = $1 GROUP BY 1, 2 ORDER BY 1, 2",
                  {subject_.identity});
  if (!rows) return std::unexpected(std::move(rows.error()));
  for (const PostgresRow& row : *rows) {
    out.push_back(fmt::format("{} open sessions of {} from {} {}", text(row, 2),
                              subject_.identity, text(row, 0), text(row, 1)));
  }
  auto owned = run("read what the role owns",
                   "SELECT count(*) FROM pg_shdepend d "
                   "JOIN pg_roles r ON r.oid = d.refobjid "
                   "WHERE d.refclassid = 'pg_authid'::regclass "
                   "AND d.deptype = 'o' AND r.rolname = $1",
                   {subject_.identity});
  if (!owned) return std::unexpected(std::move(owned.error()));
  if (!owned->empty() && text(owned->front(), 0) != "0") {
    out.push_back(fmt::format(
        "{} owns {} objects: they stay, and its successor changes them only "
        "as a member of {}",
        subject_.identity, text(owned->front(), 0), subject_.identity));
  }
  return out;
}

Probe PostgresIssuer::probe_old(const Secret& leaked) {
  return probe_postgres_login(address_, subject_.identity, leaked);
}

Probe PostgresIssuer::probe_new(const Secret& fresh) {
  return probe_postgres_login(address_, subject_.successor, fresh);
}

CredentialUse PostgresIssuer::use() {
  CredentialUse out;
  auto rows = run("count sessions",
                  "SELECT count(*) FILTER (WHERE usename = $1), "
                  "count(*) FILTER (WHERE usename = $2) FROM pg_stat_activity",
                  {subject_.identity, subject_.successor});
  if (!rows || rows->empty()) return out;
  out.old_sessions = std::atoi(text(rows->front(), 0).c_str());
  out.new_sessions = std::atoi(text(rows->front(), 1).c_str());
  return out;
}

Answer<std::vector<std::string>> PostgresIssuer::evidence(const Secret&) {
  CredentialUse now = use();
  return std::vector<std::string>{
      fmt::format("{} has {} open sessions", subject_.identity,
                  now.old_sessions),
      fmt::format("who logged in before: log_connections in the server's log, "
                  "lines of user={}",
                  subject_.identity)};
}

}  // namespace stanch
