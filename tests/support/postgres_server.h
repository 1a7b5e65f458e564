// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include <sys/types.h>

#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

namespace stanch {

// A PostgreSQL of its own on a free port of loopback, its data in a folder that
// goes away. As root it runs as user 65534, for it refuses root.
class PostgresServer {
 public:
  // Null where PostgreSQL is not installed: see wanted_program().
  static std::unique_ptr<PostgresServer> start();
  // One for all tests of this process.
  static PostgresServer* shared();

  // "postgres://stanch:PASSWORD@127.0.0.1:PORT/postgres"
  std::string url() const;
  std::string url_without_password() const;
  std::string password() const { return "left to tests"; }
  pid_t pid() const { return process_->pid(); }

 private:
  PostgresServer() = default;

  TempDir folder_;
  unsigned port_ = 0;
  std::unique_ptr<ServerProcess> process_;
};

}  // namespace stanch
