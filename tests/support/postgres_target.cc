// SPDX-License-Identifier: Apache-2.0
#include "tests/support/postgres_target.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>

#include <sys/wait.h>

namespace stanch {
namespace {

constexpr const char* kSuperuser = "stanch";

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

// The same place for another role.
std::string url_of(const std::string& url, const std::string& role) {
  return "postgres://" + role + url.substr(url.find('@'));
}

}  // namespace

PostgresTarget* PostgresTarget::get() {
  static std::optional<PostgresTarget> target =
      []() -> std::optional<PostgresTarget> {
    PostgresServer* server = PostgresServer::shared();
    if (server == nullptr) return std::nullopt;
    ::setenv("PGPASSWORD", server->password().c_str(), 1);
    return PostgresTarget(*server);
  }();
  return target ? &*target : nullptr;
}

std::string PostgresTarget::psql(const std::string& role,
                                 const std::string& password,
                                 const std::string& statements,
                                 int& status) const {
  std::string command = "PGCONNECT_TIMEOUT=5 PGPASSWORD=" + quoted(password) +
                        " psql -XAtq -v ON_ERROR_STOP=1 -d " +
                        quoted(url_of(url(), role)) + " -c " +
                        quoted(statements) + " 2>&1";
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run psql");
  std::string out;
  std::array<char, 4096> buffer;
  std::size_t count = 0;
  while ((count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0) {
    out.append(buffer.data(), count);
  }
  status = ::pclose(pipe);
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

std::string PostgresTarget::sql(const std::string& statements) const {
  int status = 0;
  std::string out = psql(kSuperuser, server_->password(), statements, status);
  if (status != 0) throw std::runtime_error("psql: " + out);
  return out;
}

bool PostgresTarget::lets_in(const std::string& role,
                             const std::string& password) const {
  int status = 0;
  std::string said = psql(role, password, "SELECT current_user", status);
  return status == 0 && said == role;
}

}  // namespace stanch
