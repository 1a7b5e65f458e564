// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "response/databases/mysql.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

namespace stanch {

// A real MariaDB on loopback. None where it is not installed (wanted_program).
// One for the whole test program.
class MysqlServer {
 public:
  static MysqlServer* get();

  // Of root, who needs no password.
  std::string url() const { return url_; }
  MysqlAddress address() const { return parse_mysql_url(url_).value(); }
  // As root: the first value of the last row. Throws what it refuses.
  std::string sql(const std::string& statement) const;
  bool lets_in(const std::string& user, const std::string& password) const;

 private:
  MysqlServer() = default;

  TempDir folder_;
  std::string url_;
  std::unique_ptr<ServerProcess> server_;
};

}  // namespace stanch
