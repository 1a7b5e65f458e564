// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "cli/respond_config.h"
#include "core/result.h"
#include "core/secret.h"
#include "inventory/inventory.h"
#include "inventory/record.h"
#include "net/http_client.h"
#include "response/aws/aws.h"
#include "response/credential.h"
#include "response/provider_client.h"
#include "response/responder.h"
#include "response/targets.h"
#include "response/vault/transit_seal.h"
#include "response/vault/vault.h"

namespace CLI {
class App;
}

namespace stanch {

// What all `respond` commands take.
struct RespondFlags {
  std::string config;
  std::string inventory;
  std::string folder = ".";
  bool from_stdin = false;
  bool without_inventory = false;  // of a scan, which has its own or none
};

void add_respond_flags(CLI::App& app, RespondFlags& flags);
// The same without what reads a value.
void add_respond_inventory_flags(CLI::App& app, RespondFlags& flags);

// All that a `respond` command works with. Owns what ResponseReach borrows.
class RespondSession {
 public:
  // Logs in to Vault where an address is known, by VAULT_TOKEN, the file
  // ~/.vault-token or AppRole; a token of root is warned of. Takes a key for
  // AWS where a target needs one.
  static Result<std::unique_ptr<RespondSession>> open(
      const RespondFlags& flags);
  // Ends the token that a login gave us.
  ~RespondSession();

  Inventory& inventory() { return *inventory_; }
  const ResponseConfig& config() const { return settings_.response; }
  ResponseReach reach() { return reach_with(settings_.response); }
  // The same outside, by another configuration, which is borrowed.
  ResponseReach reach_with(const ResponseConfig& config) {
    return {.config = config,
            .vault = vault_.get(),
            .aws = aws_.get(),
            .providers = &*providers_,
            .leaked = leaked_ ? &*leaked_ : nullptr};
  }
  Vault* vault() { return vault_.get(); }
  // Null: new values are sealed by the inventory's key.
  JournalSeal* seal() { return seal_ ? &*seal_ : nullptr; }

  Result<SecretRecord> record(std::int64_t number);
  // reach() has it from then on.
  Result<const Secret*> value(const SecretRecord& record);
  // The same of what came by another way.
  const Secret* take(LeakedCredential leaked);

 private:
  Result<void> log_in();
  Result<void> log_in_to_aws();

  RespondFlags flags_;
  RespondSettings settings_;
  std::optional<Inventory> inventory_;
  std::unique_ptr<HttpClient> http_;
  std::unique_ptr<HttpClient> aws_http_;
  std::unique_ptr<Vault> vault_;
  bool logged_in_ = false;  // the token is of a login of ours
  std::optional<VaultSeal> seal_;
  std::unique_ptr<HttpClient> provider_http_;
  std::optional<ProviderClient> providers_;
  std::optional<LeakedCredential> leaked_;
  std::unique_ptr<Aws> aws_;
};

// Sleeps really, prints what happens, seals as the configuration says.
ResponderOptions responder_options(RespondSession& session);

// Prints the message and gives the exit code.
int end_with(const ResponseResult& result);
int fail_with(const CallError& error);

}  // namespace stanch
