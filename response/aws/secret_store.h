// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "response/actor.h"
#include "response/aws/aws.h"
#include "response/leak_match.h"
#include "response/subject.h"

namespace stanch {

// Secrets Manager. Versions are named by whoever writes them, so a repeated
// write is the same version; labels move from one to the next: the new value
// waits as AWSPENDING until AWSCURRENT is taken to it from the version that was
// looked at, which is refused when that one is current no more.
class AwsSecretStore : public Store {
 public:
  // `aws` is borrowed. `name`: of the secret, or its ARN.
  AwsSecretStore(Aws& aws, std::string name, Subject subject)
      : aws_(aws), name_(std::move(name)), subject_(std::move(subject)) {}

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;
  Answer<std::string> undo(Step step, const StepInput& input) override;
  Answer<std::vector<std::string>> readers() override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

  // Looks for the value in all versions that have a label, and fills in what
  // the subject says of the store. One line for each place.
  static Answer<std::vector<std::string>> look(Aws& aws,
                                               const std::string& name,
                                               const LeakMatcher& matcher,
                                               Subject& subject);

 private:
  Answer<AwsReply> move_label(const std::string& label, const std::string& from,
                              const std::string& to);
  Answer<std::string> write(const StepInput& input);

  Aws& aws_;
  std::string name_;
  Subject subject_;
};

}  // namespace stanch
