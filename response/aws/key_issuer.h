// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "response/actor.h"
#include "response/aws/access.h"
#include "response/aws/aws.h"
#include "response/subject.h"
#include "response/targets.h"

namespace stanch {

// Access keys of IAM users. A user has two at most, so old and new overlap when
// there is one. IAM chooses the new key and shows it once. Deactivating a key
// leaves temporary credentials alive that were made with it: they are denied by
// a policy of the user (AWSRevokeOlderSessions, as the console calls it).
class AwsKeyIssuer : public Issuer {
 public:
  // `aws` is borrowed. The subject's identity is the leaked key's id, its owner
  // the user's ARN.
  AwsKeyIssuer(Aws& aws, Subject subject);

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;
  Answer<std::string> undo(Step step, const StepInput& input) override;

  IssuerTraits traits() const override;
  std::optional<Minted> take_minted() override;
  void set_successor(const std::string& identity) override;
  std::vector<std::string> opens() override;
  Answer<std::vector<std::string>> tears_down() override;
  Probe probe_old(const Secret& leaked) override;
  Probe probe_new(const Secret& fresh) override;
  CredentialUse use() override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

 private:
  Answer<std::string> mint();
  Answer<std::string> delete_key(const std::string& id);
  // Deletes what was made and lost: a key that is neither the old one nor
  // known, and was never used.
  Answer<Reconciled> delete_lost(std::int64_t intended);
  Answer<std::string> end_sessions();
  Answer<std::vector<std::string>> missing_rights();

  Aws& aws_;
  Subject subject_;
  AwsPrincipal principal_;
  std::string user_;
  std::string successor_;
  std::optional<Minted> minted_;
  std::string old_use_;  // as it was looked at last
};

// Tries a key by GetCallerIdentity, which needs no right. Dead: IAM says that
// there is no such key, or that it is not active.
Probe probe_aws_key(Aws& aws, const std::string& id, const Secret& secret);

// For targets.cc. The target's roles are the users whose keys it may be.
Answer<std::vector<Subject>> identify_aws_key(const ResponseReach& reach,
                                              const ResponseTarget& target,
                                              const Secret& leaked);
Result<std::unique_ptr<Issuer>> make_aws_key(const ResponseReach& reach,
                                             const ResponseTarget& target,
                                             const Subject& subject);

}  // namespace stanch
