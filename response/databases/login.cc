// SPDX-License-Identifier: Apache-2.0
#include "response/databases/login.h"

#include "response/databases/mysql.h"
#include "response/databases/postgres.h"
#include "response/databases/redis.h"

namespace stanch {
namespace {

// Calls `use` with the parsed address and the function that logs in there.
template <typename Use>
auto at_login_url(const std::string& url, const Use& use) {
  if (url.starts_with("redis")) {
    return use(parse_redis_url(url), probe_redis_login);
  }
  if (url.starts_with("mysql:") || url.starts_with("mariadb:")) {
    return use(parse_mysql_url(url), probe_mysql_login);
  }
  return use(parse_postgres_url(url), probe_postgres_login);
}

}  // namespace

std::string fault_of_login_url(const std::string& url) {
  return at_login_url(url, [](const auto& address, auto) {
    return address ? std::string() : address.error().message;
  });
}

Probe probe_login(const std::string& url, const std::string& user,
                  const Secret& password) {
  return at_login_url(url, [&](const auto& address, auto probe) {
    return address ? probe(*address, user, password)
                   : Probe{.form = address.error().message};
  });
}

}  // namespace stanch
