// SPDX-License-Identifier: Apache-2.0
#include "response/aws/rotation_issuer.h"

#include <fmt/core.h>

#include "response/aws/secret_versions.h"
#include "response/aws/stores.h"
#include "response/databases/login.h"
#include "response/stored_text.h"

namespace stanch {
namespace {

constexpr std::string_view kStoreWord = "secretsmanager:";
// Four steps of a function that may have to be started first.
constexpr std::int64_t kLongestRotation = 300;

std::string secret_of_target(const ResponseTarget& target) {
  return target.store.substr(kStoreWord.size());
}

}  // namespace

std::string AwsRotationIssuer::place() const {
  return fmt::format("aws://{}/secretsmanager/{}", aws_.settings().region,
                     name_);
}

IssuerTraits AwsRotationIssuer::traits() const {
  return {.settle = 5, .patience = kLongestRotation};
}

std::vector<std::string> AwsRotationIssuer::calls(Step step) const {
  if (step != Step::kDisable) return {};
  return {fmt::format(
      "RotateSecret {}: {} makes another password of {}, sets it and stores it",
      name_, subject_.owner, subject_.identity)};
}

Answer<std::vector<std::string>> AwsRotationIssuer::preflight(
    std::span<const Step>) {
  auto state = secret_versions_of(aws_, name_);
  if (!state) return std::unexpected(std::move(state.error()));
  std::vector<std::string> out;
  if (!state->is_rotated || state->function.empty()) {
    out.push_back(fmt::format("{} has no function that rotates it", name_));
  }
  if (state->is_deleted) {
    out.push_back(fmt::format("{} is marked for deletion", name_));
  }
  if (state->waits()) {
    out.push_back(fmt::format(
        "{} has a version that waits ({}): a rotation goes on, or has failed",
        name_, kSecretPending));
  }
  if (labelled(state->labels, kSecretCurrent) != subject_.version_id) {
    out.push_back(fmt::format("{} was rotated meanwhile", name_));
  }
  for (const SecretReplica& replica : state->replicas) {
    if (replica.status != "Failed") continue;
    out.push_back(replica_failure(name_, replica));
  }
  return out;
}

Answer<std::string> AwsRotationIssuer::perform(Step step,
                                               const StepInput& input) {
  if (step != Step::kDisable) return std::string();
  std::string ours = secret_version_of(input.response);
  auto reply = ask_about(aws_, name_, "rotate the password", "RotateSecret",
                         {{"ClientRequestToken", ours}});
  if (!reply) return std::unexpected(std::move(reply.error()));
  return fmt::format("{} was told to make version {}", subject_.owner, ours);
}

// The version is there from the moment on when the function was told.
Answer<Reconciled> AwsRotationIssuer::reconcile(Step step,
                                                const StepInput& input) {
  if (step != Step::kDisable) return Reconciled::kNotApplied;
  auto labels = secret_labels_of(aws_, name_);
  if (!labels) return std::unexpected(std::move(labels.error()));
  return labels->contains(secret_version_of(input.response))
             ? Reconciled::kApplied
             : Reconciled::kNotApplied;
}

Answer<std::vector<std::string>> AwsRotationIssuer::tears_down() {
  return std::vector<std::string>{
      fmt::format("consumers of {} who keep its password longer than the "
                  "rotation takes; with a function for one user it is over at "
                  "once, without a grace",
                  name_)};
}

// A login tells whether it works, the labels whether the function has ended:
// a password that was set and not stored leaves consumers with a dead one.
Probe AwsRotationIssuer::probe_old(const Secret& leaked) {
  Probe out = probe_login(address_, subject_.identity, leaked);
  auto state = secret_versions_of(aws_, name_);
  if (!state) {
    return {.form = fmt::format("{}; {}", out.form, state.error().message)};
  }
  std::string current = labelled(state->labels, kSecretCurrent);
  if (state->waits()) {
    if (out.verdict == ProbeVerdict::kDead)
      out.verdict = ProbeVerdict::kUnknown;
    out.form += fmt::format(
        "; {} has not ended: version {} waits as {} and consumers read {}; its "
        "log says why, and Secrets Manager tries it again",
        subject_.owner, labelled(state->labels, kSecretPending), kSecretPending,
        current);
    return out;
  }
  if (current == subject_.version_id) return out;
  if (out.verdict == ProbeVerdict::kLive) {
    out.form += fmt::format(
        "; {} has ended with version {}: where two users take turns, a second "
        "rotation ends this one",
        subject_.owner, current);
    return out;
  }
  auto behind = replicas_behind(aws_, name_, current);
  if (behind && behind->empty()) return out;
  return {.form = fmt::format("{}; {}", out.form,
                              behind ? *behind : behind.error().message)};
}

Answer<std::vector<std::string>> AwsRotationIssuer::evidence(const Secret&) {
  std::string name = subject_.owner.substr(subject_.owner.rfind(':') + 1);
  return std::vector<std::string>{
      fmt::format("what the function did: aws logs tail /aws/lambda/{}", name)};
}

std::string fault_of_aws_rotation(const ResponseTarget& target) {
  if (!target.store.starts_with(kStoreWord)) {
    return "needs 'store', a secret of Secrets Manager: \"secretsmanager:...\"";
  }
  if (target.address.empty()) {
    return "needs 'address', of the database that takes the password";
  }
  return fault_of_login_url(target.address);
}

Answer<std::vector<Subject>> identify_aws_rotation(const ResponseReach& reach,
                                                   const ResponseTarget& target,
                                                   const Secret& leaked) {
  std::vector<Subject> out;
  if (reach.aws == nullptr) return out;
  std::string name = secret_of_target(target);
  const Secret* wanted[] = {&leaked};
  Subject subject{.target = target.name};
  auto stored =
      AwsSecretStore::look(*reach.aws, name, LeakMatcher(wanted), subject);
  if (!stored) return std::unexpected(std::move(stored.error()));
  if (subject.leaked_ids.empty()) return out;
  auto value = ask_about(*reach.aws, name, "read the value", "GetSecretValue",
                         {{"VersionId", subject.leaked_ids.front()}});
  if (!value) return std::unexpected(std::move(value.error()));
  std::string field =
      target.name_field.empty() ? "username" : target.name_field;
  auto user = text_field(value->json.text("/SecretString"), field);
  if (!user) {
    return call_error(CallFault::kProtocol,
                      fmt::format("{} has no field {}: name the one that has "
                                  "the user, name_field",
                                  name, field));
  }
  auto state = secret_versions_of(*reach.aws, name);
  if (!state) return std::unexpected(std::move(state.error()));
  out.push_back({.target = target.name,
                 .identity = std::string(user->reveal()),
                 .owner = state->function,
                 .version_id = subject.version_id});
  return out;
}

Result<std::unique_ptr<Issuer>> make_aws_rotation(const ResponseReach& reach,
                                                  const ResponseTarget& target,
                                                  const Subject& subject) {
  if (reach.aws == nullptr) {
    return fail(ErrorKind::kUsage, std::string(kNoAwsKey));
  }
  return std::make_unique<AwsRotationIssuer>(
      *reach.aws, secret_of_target(target), target.address, subject);
}

}  // namespace stanch
