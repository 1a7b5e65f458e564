// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "response/actor.h"
#include "response/aws/aws.h"
#include "response/leak_match.h"
#include "response/subject.h"

namespace stanch {

// Parameter Store of Systems Manager. Versions are counted by the server and
// there is no check-and-set: the version is looked at before and after. Its
// history keeps old values as long as the parameter is there.
class AwsParameterStore : public Store {
 public:
  // `aws` is borrowed. `name`: "/billing/password".
  AwsParameterStore(Aws& aws, std::string name, Subject subject)
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

  // As AwsSecretStore::look; the newest value only.
  static Answer<std::vector<std::string>> look(Aws& aws,
                                               const std::string& name,
                                               const LeakMatcher& matcher,
                                               Subject& subject);

 private:
  struct Stand {
    std::int64_t version = 0;
    std::string type;
    SecretText text;
  };
  // The newest, or "NAME:7".
  static Answer<Stand> read(Aws& aws, const std::string& name);
  Answer<std::int64_t> put(const Stand& stand, const SecretText& text);
  bool is_ours(const Stand& stand, const StepInput& input) const;

  Aws& aws_;
  std::string name_;
  Subject subject_;
};

}  // namespace stanch
