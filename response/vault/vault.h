// SPDX-License-Identifier: Apache-2.0
//
// OpenBao and HashiCorp Vault over HTTP (/v1). What its answers mean is decided
// here once, by status and body together: docs/response.md, "Answers".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/secret_text.h"
#include "net/http_client.h"
#include "response/call.h"
#include "response/json_document.h"

namespace stanch {

struct VaultSettings {
  std::string address;     // "https://vault.example:8200"
  std::string space = {};  // the namespace; empty: the root's
  SecretText token;
  std::string audit_device = {};  // the name of a device: "file"
  std::string audit_log = {};     // its file, where it can be read from here
};

// An answer that says something definite: 2xx, or a refusal.
struct VaultReply {
  int status = 0;
  JsonDocument body;

  bool is_success() const { return status >= 200 && status < 300; }
  // The first of `errors`; empty where there is none.
  std::string_view first_error() const;
  // A 404 says "there is none", or that it is deleted or destroyed.
  bool is_missing() const { return status == 404; }
};

// For one thread. No message holds a body or the path behind "auth/" values.
class Vault {
 public:
  // `client` is borrowed.
  Vault(HttpClient& client, VaultSettings settings)
      : client_(client), settings_(std::move(settings)) {}

  // The same server, asked by somebody else.
  Vault with_token(SecretText token) const;

  const VaultSettings& settings() const { return settings_; }
  // "vault://host:8200"; with the namespace where there is one.
  std::string name() const;

  // Whether it can be spoken to: kUnavailable for sealed, uninitialised, gone.
  Answer<void> check_health();

  // Any definite answer. `path` is written plainly, after "/v1/". A body makes
  // it application/json; PATCH sends a merge patch (RFC 7396). What was
  // answered by somebody else (a proxy, a page) or says "later" is an error.
  // `wrap`: the answer is kept there for so many seconds, for who has the token
  // that is answered instead.
  Answer<VaultReply> send(const std::string& method, const std::string& path,
                          SecretText body = {}, std::int64_t wrap = 0);
  // The same where only success is wanted: 403 is kDenied, 404 is kGone, a lost
  // check-and-set kConflict. `what` names it in messages.
  Answer<VaultReply> ask(std::string_view what, const std::string& method,
                         const std::string& path, SecretText body = {});
  CallError error_of(std::string_view what, const VaultReply& reply) const;
  // Of what speaks no JSON: POSTs bytes of that type, gives the bytes of a
  // success. `what` as above.
  Answer<std::string> post_bytes(std::string_view what, const std::string& path,
                                 std::string_view type, std::string_view body);

  // Which of these our own token may not do: {"secret/data/a", "patch"} as
  // lines that say so.
  struct Need {
    std::string path;
    std::string capability;
  };
  Answer<std::vector<std::string>> missing_rights(
      const std::vector<Need>& needs);

 private:
  HttpRequest request_to(const std::string& method,
                         const std::string& path) const;

  HttpClient& client_;
  VaultSettings settings_;
  // Of our last write; a standby that has not seen it must not answer.
  std::string index_;
};

// Logs in at "auth/approle/login", "auth/jwt/login", "auth/userpass/login/me"
// with what that method asks for. The token is put into `settings`.
Answer<void> vault_login(
    HttpClient& client, VaultSettings& settings, const std::string& path,
    const std::vector<std::pair<std::string, SecretText>>& fields);

}  // namespace stanch
