// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "response/actor.h"
#include "response/databases/mysql.h"
#include "response/subject.h"
#include "response/targets.h"

namespace stanch {

// Passwords of accounts of MariaDB and MySQL, kept by mysql_native_password.
// MariaDB has one password for an account, so old and new overlap only as two
// accounts that take turns; with one there is no overlap. Hashes are computed
// here, so no statement holds a password.
class MysqlIssuer : public Issuer {
 public:
  // The session is opened when it is first needed. The subject's identity and
  // successor are accounts: "app" or "app@10.0.0.%".
  MysqlIssuer(MysqlAddress address, Subject subject)
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
  using Rows = std::vector<MysqlRow>;
  bool has_one_account() const;
  Answer<Rows> run(std::string_view what, const std::string& sql);
  Answer<MysqlSession*> session();
  std::string quoted(const std::string& account) const;
  Answer<std::string> alter(const std::string& account, std::string_view how,
                            std::string_view done);
  Answer<Rows> sessions_of(const std::string& account);
  Answer<std::string> end_sessions();

  MysqlAddress address_;
  Subject subject_;
  std::optional<MysqlSession> session_;
};

// For targets.cc.
Answer<std::vector<Subject>> identify_mysql(const ResponseReach& reach,
                                            const ResponseTarget& target,
                                            const Secret& leaked);
Result<std::unique_ptr<Issuer>> make_mysql(const ResponseReach& reach,
                                           const ResponseTarget& target,
                                           const Subject& subject);

}  // namespace stanch
