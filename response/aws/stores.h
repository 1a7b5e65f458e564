// SPDX-License-Identifier: Apache-2.0
//
// Where AWS keeps values for consumers. What a store is looked at for (`look`)
// fills in what the subject says of it, and gives one line for each place where
// the value stands.
#pragma once

#include <string>
#include <vector>

#include "response/actor.h"
#include "response/aws/aws.h"
#include "response/leak_match.h"
#include "response/subject.h"

namespace stanch {

class AwsStore : public Store {
 public:
  // `aws` is borrowed. `name`: of the secret, or its ARN; of the parameter,
  // "/billing/password".
  AwsStore(Aws& aws, std::string name, Subject subject)
      : aws_(aws), name_(std::move(name)), subject_(std::move(subject)) {}

 protected:
  Aws& aws_;
  std::string name_;
  Subject subject_;
};

// Secrets Manager. Versions are named by whoever writes them, so a repeated
// write is the same version; labels move from one to the next: the new value
// waits as AWSPENDING until AWSCURRENT is taken to it from the version that was
// looked at, which is refused when that one is current no more.
class AwsSecretStore : public AwsStore {
 public:
  using AwsStore::AwsStore;

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;
  Answer<std::string> undo(Step step, const StepInput& input) override;
  Answer<std::vector<std::string>> readers() override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

  // In all versions that have a label.
  static Answer<std::vector<std::string>> look(Aws& aws,
                                               const std::string& name,
                                               const LeakMatcher& matcher,
                                               Subject& subject);

 private:
  Answer<AwsReply> move_label(const std::string& label, const std::string& from,
                              const std::string& to);
  Answer<std::string> write(const StepInput& input);
};

// Parameter Store of Systems Manager. Versions are counted by the server and
// there is no check-and-set: the version is looked at before and after. Its
// history keeps old values as long as the parameter is there.
class AwsParameterStore : public AwsStore {
 public:
  using AwsStore::AwsStore;

  std::string place() const override;
  std::vector<std::string> calls(Step step) const override;
  Answer<std::vector<std::string>> preflight(
      std::span<const Step> steps) override;
  Answer<std::string> perform(Step step, const StepInput& input) override;
  Answer<Reconciled> reconcile(Step step, const StepInput& input) override;
  Answer<std::string> undo(Step step, const StepInput& input) override;
  Answer<std::vector<std::string>> readers() override;
  Answer<std::vector<std::string>> evidence(const Secret& leaked) override;

  // The newest value only.
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
};

}  // namespace stanch
