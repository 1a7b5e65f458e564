// SPDX-License-Identifier: Apache-2.0
//
// MariaDB and MySQL as the response speaks to them: our own session, and
// attempts to log in as somebody else.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/secret.h"
#include "response/call.h"
#include "response/verdict.h"

namespace stanch {

// A server, and who we are there; our password is in MYSQL_PWD.
struct MysqlAddress {
  std::string user;
  std::string host;
  unsigned port = 3306;

  std::string endpoint() const;  // "db.example:3306"
};

// An account as these servers name it: 'app'@'%'.
struct MysqlAccount {
  std::string user;
  std::string host = "%";
};

// "app", or "app@10.0.0.%".
MysqlAccount mysql_account(std::string_view name);

// kUsage for what is no mysql://USER@HOST:PORT (mariadb:// is the same), or
// holds a password. Other machines are spoken to over verified TLS.
Result<MysqlAddress> parse_mysql_url(std::string_view url);

using MysqlRow = std::vector<std::optional<std::string>>;

// A session. For one thread.
class MysqlSession {
 public:
  static Answer<MysqlSession> open(const MysqlAddress& address);
  ~MysqlSession();
  MysqlSession(MysqlSession&&) noexcept;
  MysqlSession& operator=(MysqlSession&&) noexcept;

  // One statement. `what` names it in messages: statements hold hashes and stay
  // out of them.
  Answer<std::vector<MysqlRow>> run(std::string_view what,
                                    const std::string& sql);
  // A quoted literal, which names of accounts are, too.
  std::string literal(std::string_view text) const;

 private:
  struct Impl;
  explicit MysqlSession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// What mysql_native_password keeps of a password: "*" and the SHA-1 of its
// SHA-1, in hexadecimal. With it values are compared without logging in, and
// set without being sent.
std::string mysql_native_hash(const Secret& password);

// Tries to log in. Live: the server let it in. Dead: it said that the password
// is wrong or the account is locked; what limits, host rules and starting
// servers say is unknown. `form` is the server's error number.
Probe probe_mysql_login(const MysqlAddress& address, const std::string& user,
                        const Secret& password);

}  // namespace stanch
