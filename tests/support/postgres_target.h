// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tests/support/postgres_server.h"

namespace stanch {

// The shared PostgreSQL as something that credentials of a test open. The
// superuser's password is put into PGPASSWORD, where libpq finds it.
class PostgresTarget {
 public:
  // Null where PostgreSQL is not installed: see wanted_program().
  static PostgresTarget* get();

  // Of the superuser, without a password.
  std::string url() const { return server_->url_without_password(); }
  std::string password() const { return server_->password(); }
  // Runs statements as the superuser; what they give, unaligned. Throws what
  // the server refuses.
  std::string sql(const std::string& statements) const;
  // Whether that password opens the database.
  bool lets_in(const std::string& role, const std::string& password) const;

 private:
  explicit PostgresTarget(PostgresServer& server) : server_(&server) {}
  std::string psql(const std::string& role, const std::string& password,
                   const std::string& statements, int& status) const;

  PostgresServer* server_;
};

}  // namespace stanch
