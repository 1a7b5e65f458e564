// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "net/http_client.h"
#include "response/vault/vault.h"
#include "tests/support/server_process.h"
#include "tests/support/temp_dir.h"

namespace stanch {

// A real OpenBao on loopback: key/value version 2 at `secret/`, AppRole, an
// audit log in a file. None where it is not installed (wanted_program says what
// that means). One for the whole test program.
class BaoServer {
 public:
  static BaoServer* get();

  static constexpr std::string_view kRoot = "root-token-of-the-test";
  const std::string& address() const { return address_; }
  VaultSettings settings(std::string_view token = kRoot) const;
  // As root: what it answers. Throws what it refuses.
  JsonDocument call(const std::string& method, const std::string& path,
                    const std::string& body = {});
  HttpClient& http() { return *http_; }
  std::string audit_log() const { return folder_.path() / "audit.json"; }

 private:
  explicit BaoServer(const std::string& program);

  TempDir folder_;
  std::string address_;
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<ServerProcess> server_;
};

}  // namespace stanch
