// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "response/actor.h"
#include "response/aws/access.h"
#include "response/aws/aws.h"
#include "response/credential.h"
#include "response/subject.h"
#include "response/targets.h"

namespace stanch {

// Temporary credentials (an id "ASIA...", a secret key and a session token) of
// a role or a user. Nothing takes one back: all that were issued before are
// denied everything, and consumers take the role again. Nobody is asked for
// another, so there is nothing to rotate.
class AwsSessionIssuer : public Issuer {
 public:
  // Borrows `aws` and `leaked`, which has the id and the token beside the
  // value. The subject's identity is the id, its owner the ARN of the role.
  AwsSessionIssuer(Aws& aws, const LeakedCredential& leaked, Subject subject);

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;

  IssuerTraits traits() const override;
  std::vector<std::string> opens() override;
  Answer<std::vector<std::string>> tears_down() override;
  Probe probe_old(const Secret& leaked) override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

 private:
  std::int64_t longest_session();

  Aws& aws_;
  const LeakedCredential& leaked_;
  Subject subject_;
  AwsPrincipal principal_;
};

// GetCallerIdentity is refused to no session that has not expired, so two calls
// of other services are tried as well: dead is what both deny by a policy of
// the identity, in so many words, while kOlderSessions stands (`is_revoked`):
// another policy may deny these two alone.
Probe probe_aws_session(Aws& aws, const AwsKey& key, bool is_revoked);

// For targets.cc. The target's roles are those (or users) whose it may be.
Answer<std::vector<Subject>> identify_aws_session(const ResponseReach& reach,
                                                  const ResponseTarget& target,
                                                  const Secret& leaked);
Result<std::unique_ptr<Issuer>> make_aws_session(const ResponseReach& reach,
                                                 const ResponseTarget& target,
                                                 const Subject& subject);

}  // namespace stanch
