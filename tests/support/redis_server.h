// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "response/databases/redis.h"
#include "tests/support/certificates.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

namespace stanch {

// A real Redis on loopback, with and without TLS, whose users are kept in a
// file. None where it is not installed (wanted_program). One for the whole test
// program.
class RedisServer {
 public:
  static RedisServer* get();

  // Of the user default, who needs no password.
  std::string url() const { return url_; }
  RedisAddress address() const { return parse_redis_url(url_).value(); }
  // The same over TLS; its certificate is of ca_file().
  std::string tls_url() const { return tls_url_; }
  std::string ca_file() const { return certificates_.ca_file(); }
  std::string user_file() const { return folder_.path() / "users.acl"; }
  // As default. Throws what the server refuses.
  RedisReply call(std::initializer_list<std::string_view> words);
  bool lets_in(const std::string& user, const std::string& password) const;

 private:
  explicit RedisServer(const std::string& program);

  TempDir folder_;
  CertificateMaker certificates_;
  std::string url_;
  std::string tls_url_;
  std::unique_ptr<ServerProcess> server_;
};

}  // namespace stanch
