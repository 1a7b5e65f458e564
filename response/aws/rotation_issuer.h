// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "response/actor.h"
#include "response/aws/aws.h"
#include "response/subject.h"
#include "response/targets.h"

namespace stanch {

// A password that a function of Secrets Manager rotates: it is told to, once,
// and what it did is proven where the password is used. It makes a version with
// the label AWSPENDING, sets it there, and takes AWSCURRENT to it; what it left
// half done is told, never taken for an end.
class AwsRotationIssuer : public Issuer {
 public:
  // `aws` is borrowed. `name`: of the secret; `address`: where its password is
  // used. The subject's identity is the user there, its owner the function, its
  // version_id what was current.
  AwsRotationIssuer(Aws& aws, std::string name, std::string address,
                    Subject subject)
      : aws_(aws),
        name_(std::move(name)),
        address_(std::move(address)),
        subject_(std::move(subject)) {}

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;

  IssuerTraits traits() const override;
  Answer<std::vector<std::string>> tears_down() override;
  Probe probe_old(const Secret& leaked) override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

 private:
  Aws& aws_;
  std::string name_;
  std::string address_;
  Subject subject_;
};

// For targets.cc.
std::string fault_of_aws_rotation(const ResponseTarget& target);
Answer<std::vector<Subject>> identify_aws_rotation(const ResponseReach& reach,
                                                   const ResponseTarget& target,
                                                   const Secret& leaked);
Result<std::unique_ptr<Issuer>> make_aws_rotation(const ResponseReach& reach,
                                                  const ResponseTarget& target,
                                                  const Subject& subject);

}  // namespace stanch
