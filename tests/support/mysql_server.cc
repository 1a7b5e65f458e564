// SPDX-License-Identifier: Apache-2.0
#include "tests/support/mysql_server.h"

#include <cstdlib>
#include <stdexcept>
#include <vector>

#include <unistd.h>

namespace stanch {
namespace {

constexpr unsigned kNobodyId = 65534;

// It does not run as root.
std::vector<std::string> as_somebody(std::vector<std::string> words) {
  if (::geteuid() != 0) return words;
  std::vector<std::string> out = {"setpriv",       "--reuid=65534",
                                  "--regid=65534", "--clear-groups",
                                  "--pdeathsig",   "KILL"};
  out.insert(out.end(), words.begin(), words.end());
  return out;
}

}  // namespace

MysqlServer* MysqlServer::get() {
  static const auto kServer = []() -> std::unique_ptr<MysqlServer> {
    auto program = wanted_program("mariadbd");
    auto maker = wanted_program("mariadb-install-db");
    if (!program || !maker) return nullptr;
    std::unique_ptr<MysqlServer> out(new MysqlServer());
    std::string folder = out->folder_.path();
    if (::geteuid() == 0 &&
        ::chown(folder.c_str(), kNobodyId, kNobodyId) != 0) {
      return nullptr;
    }
    std::string make;
    for (const std::string& word :
         as_somebody({*maker, "--no-defaults", "--datadir=" + folder + "/data",
                      "--auth-root-authentication-method=normal",
                      "--skip-test-db", ">/dev/null", "2>&1"})) {
      make += word + " ";
    }
    if (std::system(make.c_str()) != 0) {  // NOLINT(cert-env33-c): our words
      throw std::runtime_error("failed: " + make);
    }
    unsigned port = free_port();
    out->url_ = "mysql://root@127.0.0.1:" + std::to_string(port);
    out->server_ = std::make_unique<ServerProcess>(ServerCommand{
        .words = as_somebody(
            {*program, "--no-defaults", "--datadir=" + folder + "/data",
             "--bind-address=127.0.0.1", "--port=" + std::to_string(port),
             "--socket=" + folder + "/socket",
             "--innodb-flush-log-at-trx-commit=0", "--skip-name-resolve"}),
        .folder = folder,
        .is_ready = [port] { return accepts_connections(port); },
        .patience = std::chrono::seconds(60)});
    return out;
  }();
  return kServer.get();
}

std::string MysqlServer::sql(const std::string& statement) const {
  auto session = MysqlSession::open(address());
  if (!session) throw std::runtime_error(session.error().message);
  auto rows = session->run(statement, statement);
  if (!rows) throw std::runtime_error(rows.error().message);
  return rows->empty() ? "" : rows->back().front().value_or("");
}

bool MysqlServer::lets_in(const std::string& user,
                          const std::string& password) const {
  return probe_mysql_login(address(), user, Secret(password)).verdict ==
         ProbeVerdict::kLive;
}

}  // namespace stanch
