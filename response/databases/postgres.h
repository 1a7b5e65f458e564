// SPDX-License-Identifier: Apache-2.0
//
// PostgreSQL as the response speaks to it: our own session at the server, and
// attempts to log in as somebody else. libpq rather than a wrapper round it,
// because only libpq tells in which form a login was refused.
#pragma once

#include <cstdint>
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

// A server, and who we are there. Without a password: libpq finds ours in
// PGPASSWORD, PGPASSFILE or a service file.
struct PostgresAddress {
  std::string url;       // as libpq reads it, without a password
  std::string endpoint;  // "host:5432", for messages and allow lists
};

// kUsage for what is no such URL, holds a password, or would send one to a far
// host without checking its certificate.
Result<PostgresAddress> parse_postgres_url(std::string_view url);

using PostgresRow = std::vector<std::optional<std::string>>;

// A session. For one thread.
class PostgresSession {
 public:
  static Answer<PostgresSession> open(const PostgresAddress& address);
  ~PostgresSession();
  PostgresSession(PostgresSession&&) noexcept;
  PostgresSession& operator=(PostgresSession&&) noexcept;

  // One or more statements, which are one transaction without parameters; the
  // rows of the last one. `what` names it in messages: statements hold
  // verifiers and stay out of them.
  Answer<std::vector<PostgresRow>> run(
      std::string_view what, const std::string& sql,
      const std::vector<std::string>& parameters = {});

  // For statements that take no parameters.
  std::string identifier(std::string_view name) const;
  std::string literal(std::string_view text) const;

 private:
  struct Impl;
  explicit PostgresSession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Tries to log in as `role`. Live: the server let it in. Dead: the server
// itself said that the password is wrong or that the role may not log in; what
// a rule for hosts, a limit or a server that starts says is unknown. `form` is
// the SQLSTATE, and by which function of the server it was sent.
Probe probe_postgres_login(const PostgresAddress& address,
                           const std::string& role, const Secret& password);

}  // namespace stanch
