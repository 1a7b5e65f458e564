// SPDX-License-Identifier: Apache-2.0
#include "response/databases/mysql_issuer.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/core.h>

#include "core/seal.h"

namespace stanch {
namespace {

std::string cell(const MysqlRow& row, std::size_t column) {
  return row[column].value_or("");
}

}  // namespace

std::string MysqlIssuer::place() const {
  return fmt::format("mysql://{}/{}", address_.endpoint(), subject_.identity);
}

bool MysqlIssuer::has_one_account() const {
  return subject_.successor == subject_.identity;
}

IssuerTraits MysqlIssuer::traits() const {
  return {.mints = true, .overlaps = !has_one_account(), .has_sessions = true};
}

std::vector<std::string> MysqlIssuer::calls(Step step) const {
  const std::string& old = subject_.identity;
  bool one = has_one_account();
  switch (step) {
    case Step::kMint:
      return {
          fmt::format("ALTER USER {} IDENTIFIED BY PASSWORD '<hash>' "
                      "ACCOUNT UNLOCK",
                      subject_.successor)};
    case Step::kDisable:
      return {fmt::format("ALTER USER {} ACCOUNT LOCK", old)};
    case Step::kEndSessions:
      return {fmt::format("KILL of every connection of {} from before", old)};
    case Step::kDestroyOld:
      // The one account has the new password by now.
      if (one) return {};
      return {fmt::format(
          "ALTER USER {} IDENTIFIED BY PASSWORD '<hash of nothing kept>'",
          old)};
    default:
      return {};
  }
}

Answer<MysqlSession*> MysqlIssuer::session() {
  if (!session_) {
    auto opened = MysqlSession::open(address_);
    if (!opened) return std::unexpected(std::move(opened.error()));
    session_ = std::move(*opened);
  }
  return &*session_;
}

Answer<MysqlIssuer::Rows> MysqlIssuer::run(std::string_view what,
                                           const std::string& sql) {
  auto open = session();
  if (!open) return std::unexpected(std::move(open.error()));
  auto rows = (*open)->run(what, sql);
  // The next call finds out whether the server is back.
  if (!rows && rows.error().fault == CallFault::kUnavailable) session_.reset();
  return rows;
}

// 'app'@'%'; the session is open.
std::string MysqlIssuer::quoted(const std::string& account) const {
  MysqlAccount parts = mysql_account(account);
  return session_->literal(parts.user) + "@" + session_->literal(parts.host);
}

Answer<std::vector<std::string>> MysqlIssuer::preflight(
    std::span<const Step> steps) {
  std::vector<std::string> out;
  auto us = run("ask who we are", "SELECT current_user()");
  if (!us) return std::unexpected(std::move(us.error()));
  if (us->empty()) return out;
  std::string name = cell(us->front(), 0);
  MysqlAccount old = mysql_account(subject_.identity);
  if (name == old.user + "@" + old.host) {
    out.push_back(fmt::format(
        "we are logged in as {} ourselves: use an account of the responder",
        name));
  }
  auto rights = run("read our own rights", "SHOW GRANTS");
  if (!rights) return std::unexpected(std::move(rights.error()));
  std::string may;
  for (const MysqlRow& row : *rights) {
    if (cell(row, 0).contains(" ON *.* ")) may += cell(row, 0) + "\n";
  }
  bool all = may.contains("ALL PRIVILEGES");
  if (!all && !may.contains("CREATE USER")) {
    out.push_back(name + " may not change accounts: it needs CREATE USER");
  }
  bool sees = may.contains("PROCESS") &&
              (may.contains("CONNECTION ADMIN") ||
               may.contains("CONNECTION_ADMIN") || may.contains("SUPER"));
  bool ends = std::ranges::count(steps, Step::kEndSessions) > 0;
  if (ends && !all && !sees) {
    out.push_back(name +
                  " may not end sessions of others: it needs PROCESS "
                  "and CONNECTION ADMIN");
  }
  for (const std::string& account : {subject_.identity, subject_.successor}) {
    MysqlAccount parts = mysql_account(account);
    auto plugin = run("read the account",
                      fmt::format("SELECT plugin FROM mysql.user WHERE user = "
                                  "{} AND host = {}",
                                  session_->literal(parts.user),
                                  session_->literal(parts.host)));
    if (!plugin) return std::unexpected(std::move(plugin.error()));
    if (plugin->empty()) {
      out.push_back(
          fmt::format("there is no account {}: make it, with the "
                      "grants of the other and ACCOUNT LOCK",
                      account));
    } else if (cell(plugin->front(), 0) != "mysql_native_password") {
      out.push_back(fmt::format("{} is checked by {}, which takes no hash",
                                account, cell(plugin->front(), 0)));
    }
    if (has_one_account()) break;
  }
  bool mints = std::ranges::count(steps, Step::kMint) > 0;
  if (mints && !has_one_account() && use().new_sessions > 0) {
    out.push_back(
        fmt::format("{} has open sessions: somebody uses the account "
                    "that was to take over",
                    subject_.successor));
  }
  return out;
}

Answer<std::string> MysqlIssuer::alter(const std::string& account,
                                       std::string_view how,
                                       std::string_view done) {
  auto open = session();
  if (!open) return std::unexpected(std::move(open.error()));
  auto changed = run("change an account",
                     fmt::format("ALTER USER {} {}", quoted(account), how));
  if (!changed) return std::unexpected(std::move(changed.error()));
  return fmt::format("{}: {}", account, done);
}

Answer<MysqlIssuer::Rows> MysqlIssuer::sessions_of(const std::string& account) {
  auto open = session();
  if (!open) return std::unexpected(std::move(open.error()));
  return run("read the sessions",
             fmt::format("SELECT id, host, coalesce(db, '') FROM "
                         "information_schema.processlist WHERE user = {} "
                         "ORDER BY id",
                         (*open)->literal(mysql_account(account).user)));
}

Answer<std::string> MysqlIssuer::end_sessions() {
  auto rows = sessions_of(subject_.identity);
  if (!rows) return std::unexpected(std::move(rows.error()));
  std::string out = fmt::format("{} sessions ended", rows->size());
  for (const MysqlRow& row : *rows) {
    auto killed = run("end a session", "KILL CONNECTION " + cell(row, 0));
    // 1094: it went by itself.
    if (!killed && !killed.error().message.contains(" 1094 ")) {
      return std::unexpected(std::move(killed.error()));
    }
    out += "; " + cell(row, 1);
  }
  return out;
}

Answer<std::string> MysqlIssuer::perform(Step step, const StepInput& input) {
  switch (step) {
    case Step::kMint:
      return alter(subject_.successor,
                   fmt::format("IDENTIFIED WITH mysql_native_password AS '{}' "
                               "ACCOUNT UNLOCK",
                               mysql_native_hash(*input.fresh)),
                   "has a new password");
    case Step::kDisable:
      return alter(subject_.identity, "ACCOUNT LOCK", "is locked");
    case Step::kEndSessions:
      return end_sessions();
    case Step::kDestroyOld:
      // One that nobody knows.
      return alter(subject_.identity,
                   fmt::format("IDENTIFIED WITH mysql_native_password AS '{}'",
                               mysql_native_hash(Secret(random_bytes(32)))),
                   "has no password that anybody knows");
    default:
      return std::string();
  }
}

// Each of these made twice is as good as once: the value of kMint is the
// journal's.
Answer<Reconciled> MysqlIssuer::reconcile(Step, const StepInput&) {
  return Reconciled::kNotApplied;
}

Answer<std::string> MysqlIssuer::undo(Step step, const StepInput&) {
  if (step != Step::kMint) return std::string();
  return alter(subject_.successor, "ACCOUNT LOCK", "is locked again");
}

Answer<std::vector<std::string>> MysqlIssuer::tears_down() {
  auto rows = sessions_of(subject_.identity);
  if (!rows) return std::unexpected(std::move(rows.error()));
  std::vector<std::string> out;
  for (const MysqlRow& row : *rows) {
    out.push_back(fmt::format("the session of {} from {} in {}",
                              subject_.identity, cell(row, 1), cell(row, 2)));
  }
  return out;
}

Probe MysqlIssuer::probe_old(const Secret& leaked) {
  return probe_mysql_login(address_, mysql_account(subject_.identity).user,
                           leaked);
}

Probe MysqlIssuer::probe_new(const Secret& fresh) {
  return probe_mysql_login(address_, mysql_account(subject_.successor).user,
                           fresh);
}

CredentialUse MysqlIssuer::use() {
  auto old = sessions_of(subject_.identity);
  auto fresh = sessions_of(subject_.successor);
  if (!old || !fresh) return {};
  return {.old_sessions = static_cast<int>(old->size()),
          .new_sessions = static_cast<int>(fresh->size())};
}

Answer<std::vector<std::string>> MysqlIssuer::evidence(const Secret&) {
  return std::vector<std::string>{fmt::format(
      "who logged in before: the audit log (server_audit), CONNECT of {}",
      mysql_account(subject_.identity).user)};
}

Answer<std::vector<Subject>> identify_mysql(const ResponseReach&,
                                            const ResponseTarget& target,
                                            const Secret& leaked) {
  auto address = parse_mysql_url(target.address);
  if (!address) {
    return call_error(CallFault::kProtocol, address.error().message);
  }
  auto session = MysqlSession::open(*address);
  if (!session) return std::unexpected(std::move(session.error()));
  std::vector<Subject> out;
  std::string hash = mysql_native_hash(leaked);
  for (const std::string& role : target.roles) {
    MysqlAccount account = mysql_account(role);
    auto rows = session->run(
        "read what is kept of a password",
        fmt::format("SELECT authentication_string FROM mysql.user WHERE "
                    "user = {} AND host = {}",
                    session->literal(account.user),
                    session->literal(account.host)));
    bool is_it = rows && !rows->empty() && cell(rows->front(), 0) == hash;
    if (!rows) {
      if (rows.error().fault != CallFault::kDenied) {
        return std::unexpected(std::move(rows.error()));
      }
      // We may not read hashes: a login tells it, too.
      is_it = probe_mysql_login(*address, account.user, leaked).verdict ==
              ProbeVerdict::kLive;
    }
    if (!is_it) continue;
    Subject subject{.target = target.name, .identity = role, .successor = role};
    for (const std::string& other : target.roles) {
      if (other != role) subject.successor = other;
    }
    out.push_back(std::move(subject));
  }
  return out;
}

Result<std::unique_ptr<Issuer>> make_mysql(const ResponseReach&,
                                           const ResponseTarget& target,
                                           const Subject& subject) {
  auto address = parse_mysql_url(target.address);
  if (!address) return std::unexpected(std::move(address.error()));
  return std::make_unique<MysqlIssuer>(std::move(*address), subject);
}

}  // namespace stanch
