// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "response/targets.h"
#include "rules/config.h"

namespace stanch {

// How we log in to Vault ourselves where no token is given. The secret id is
// read from a file, which only its owner may read.
struct VaultLogin {
  std::string address;  // VAULT_ADDR goes before it
  std::string space;    // VAULT_NAMESPACE goes before it
  std::string mount = "approle";
  std::string role_id;
  std::string secret_id_file;
  std::string audit_device;  // its name, "file" where none is given
  std::string audit_log;     // its file, where it can be read from here
};

// `[respond]` of a `.stanch.toml` (docs/response.md, "Configuration").
struct RespondSettings {
  ResponseConfig response;
  VaultLogin vault;
};

// kUsage: "name:line:column: what", with the nearest word.
Result<RespondSettings> read_respond_settings(const Config& config,
                                              std::string_view name);

// "90s", "15m", "2h" in seconds; nothing where it is none, or over a week.
std::optional<std::int64_t> wait_of(std::string_view text);

}  // namespace stanch
