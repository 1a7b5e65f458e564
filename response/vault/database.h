// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "response/databases/postgres.h"
#include "response/targets.h"
#include "response/vault/issuer.h"

namespace stanch {

// Passwords of PostgreSQL that Vault's database engine makes. Nothing is stored
// anywhere else: consumers ask the engine again.
enum class VaultDatabaseKind {
  kDynamic,  // a user for each lease: the lease is revoked
  kLeases,   // the same, with all leases of the role, by their prefix
  kStatic,   // a user whose password the engine rotates: it is rotated
  kRoot,     // the engine's own: rotated, and known to nobody afterwards
};

// What the engine is asked for, and the database that it makes users in.
struct VaultDatabase {
  VaultDatabaseKind kind = VaultDatabaseKind::kDynamic;
  std::string mount = "database";
  std::string role;  // of kRoot: the connection
  PostgresAddress address;
};

// The engine's word is no proof: that it revoked a lease by force leaves the
// user alive, so force is never used, and every end is a login that the
// database refuses. The subject's identity is the user, its owner the lease, or
// the prefix of all of them.
class VaultDatabaseIssuer : public VaultIssuer {
 public:
  VaultDatabaseIssuer(Vault& vault, const ResponseTarget& target,
                      Subject subject);

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;

  IssuerTraits traits() const override;
  Answer<std::vector<std::string>> tears_down() override;
  Probe probe_old(const Secret& leaked) override;

 private:
  Answer<std::vector<PostgresRow>> run(
      std::string_view what, const std::string& sql,
      const std::vector<std::string>& parameters);
  bool has_lease() const;
  std::string revoke_path() const;
  Answer<std::string> revoke_lease();
  Answer<std::string> revoke_all();
  Answer<std::vector<std::string>> all_leases();

  VaultDatabase database_;
  std::optional<PostgresSession> session_;
};

// For targets.cc.
Answer<std::vector<Subject>> identify_vault_database(
    Vault& vault, const ResponseTarget& target, const Secret& leaked);

}  // namespace stanch
