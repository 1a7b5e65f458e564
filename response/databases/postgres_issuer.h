// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "response/actor.h"
#include "response/databases/postgres.h"
#include "response/subject.h"

namespace stanch {

// A password of a role, told by the verifiers that the server keeps, without
// logging in. `role` may be empty: any role's.
struct PostgresRole {
  std::string name;
  bool may_login = false;
  std::string valid_until;  // as the server writes it; empty: no end
  std::string oid = {};
};

// The roles of these names, all of them where there are none, whose password
// it is. kDenied where our own role may not read verifiers.
Answer<std::vector<PostgresRole>> roles_of_password(
    PostgresSession& session, const std::vector<std::string>& names,
    const Secret& password);

// Rotates by two roles that take turns (members of the same groups): the
// successor gets a new password, the old role an end (VALID UNTIL, which the
// server keeps by itself), then NOLOGIN, and at last no password. Verifiers
// are computed here, so no statement holds a password.
class PostgresIssuer : public Issuer {
 public:
  // The session is opened when it is first needed.
  PostgresIssuer(PostgresAddress address, Subject subject)
      : address_(std::move(address)), subject_(std::move(subject)) {}

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;
  Answer<std::string> undo(Step step, const StepInput& input) override;

  IssuerTraits traits() const override;
  Answer<std::vector<std::string>> tears_down() override;
  Probe probe_old(const Secret& leaked) override;
  Probe probe_new(const Secret& fresh) override;
  CredentialUse use() override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

 private:
  using Rows = std::vector<PostgresRow>;
  Answer<Rows> run(std::string_view what, const std::string& sql,
                   const std::vector<std::string>& parameters = {});
  Answer<std::string> change(std::string_view what, const std::string& sql);
  Answer<std::string> mint(const Secret& fresh);
  Answer<std::string> end_sessions();
  Answer<PostgresSession*> session();

  PostgresAddress address_;
  Subject subject_;
  std::optional<PostgresSession> session_;
};

}  // namespace stanch
