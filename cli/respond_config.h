// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "response/targets.h"
#include "rules/config.h"

namespace stanch {

// How we log in to Vault ourselves where no token is given, by one of three
// methods. What is secret of it is read from a file.
struct VaultLogin {
  std::string address;         // VAULT_ADDR goes before it
  std::string space;           // VAULT_NAMESPACE goes before it
  std::string mount;           // of the method; empty: its own name
  std::string role_id;         // AppRole
  std::string secret_id_file;  // AppRole
  std::string jwt_role;        // a token of another issuer: OIDC, Kubernetes
  std::string jwt_file;        // where that token is
  std::string user;            // a user and a password
  std::string password_file;
  std::string audit_device;  // its name, "file" where none is given
  std::string audit_log;     // its file, where it can be read from here
};

// Where AWS is. Our own key is never in a configuration.
struct AwsPlace {
  std::string region;    // AWS_REGION goes before it
  std::string endpoint;  // AWS_ENDPOINT_URL goes before it; empty: AWS itself
};

// `[respond]` of a `.stanch.toml` (docs/response.md, "Configuration").
struct RespondSettings {
  ResponseConfig response;
  VaultLogin vault;
  AwsPlace aws;
  // "transit/stanch": the key that seals new values in the journal; empty: the
  // inventory's own.
  std::string seal;
};

// kUsage: "name:line:column: what", with the nearest word.
Result<RespondSettings> read_respond_settings(const Config& config,
                                              std::string_view name);

// "90s", "15m", "2h" in seconds; nothing where it is none, or over a week.
std::optional<std::int64_t> wait_of(std::string_view text);

}  // namespace stanch
