// SPDX-License-Identifier: Apache-2.0
#include "response/aws/stores.h"

#include <algorithm>

#include <fmt/core.h>

#include "response/aws/secret_versions.h"
#include "response/stored_text.h"

namespace stanch {

std::string AwsSecretStore::place() const {
  return fmt::format("aws://{}/secretsmanager/{}", aws_.settings().region,
                     name_);
}

std::vector<std::string> AwsSecretStore::calls(Step step) const {
  if (step == Step::kStore) {
    return {fmt::format("PutSecretValue {} ({}) as {}", name_,
                        subject_.field.empty() ? "the whole" : subject_.field,
                        kSecretPending),
            fmt::format("UpdateSecretVersionStage: {} from {} to it",
                        kSecretCurrent, subject_.version_id)};
  }
  if (step == Step::kDestroyOld && !subject_.leaked_ids.empty()) {
    return {"UpdateSecretVersionStage: no label stays on the leaked version"};
  }
  return {};
}

Answer<std::vector<std::string>> AwsSecretStore::preflight(
    std::span<const Step> steps) {
  auto state = secret_versions_of(aws_, name_);
  if (!state) return std::unexpected(std::move(state.error()));
  std::vector<std::string> out;
  if (std::ranges::count(steps, Step::kStore) == 0) return out;
  if (state->is_rotated) {
    out.push_back(fmt::format(
        "{} is rotated by a function of its own ({}): let that one do it (a "
        "target of issuer aws-rotation), or turn it off first",
        name_, state->function));
  }
  if (state->is_deleted) {
    out.push_back(fmt::format("{} is marked for deletion", name_));
  }
  if (state->waits()) {
    out.push_back(
        fmt::format("{} has a version that waits ({}): somebody "
                    "rotates it, or did not finish",
                    name_, kSecretPending));
  }
  for (const SecretReplica& replica : state->replicas) {
    if (replica.status != "Failed") continue;
    out.push_back(replica_failure(name_, replica));
  }
  return out;
}

Answer<AwsReply> AwsSecretStore::move_label(const std::string& label,
                                            const std::string& from,
                                            const std::string& to) {
  SecretMembers members = {{"VersionStage", label}};
  if (!from.empty()) members.emplace_back("RemoveFromVersionId", from);
  if (!to.empty()) members.emplace_back("MoveToVersionId", to);
  return ask_about(aws_, name_, fmt::format("move {}", label),
                   "UpdateSecretVersionStage", members);
}

// Each part is left out when it is done already.
Answer<std::string> AwsSecretStore::write(const StepInput& input) {
  std::string ours = secret_version_of(input.response);
  auto labels = secret_labels_of(aws_, name_);
  if (!labels) return std::unexpected(std::move(labels.error()));
  if (!has_label(*labels, ours, kSecretCurrent)) {
    if (!has_label(*labels, subject_.version_id, kSecretCurrent)) {
      return call_error(
          CallFault::kConflict,
          fmt::format("{}: somebody stored another value", place()));
    }
    auto old = ask_about(aws_, name_, "read the value", "GetSecretValue",
                         {{"VersionId", subject_.version_id}});
    if (!old) return std::unexpected(std::move(old.error()));
    auto text = with_fields(old->json.text("/SecretString"),
                            {{subject_.field, input.fresh->reveal()},
                             {subject_.name_field, input.successor}});
    if (!text) {
      return call_error(CallFault::kProtocol,
                        fmt::format("{}: it is no object in JSON", place()));
    }
    SecretText body =
        secret_members({{"SecretId", name_}, {"ClientRequestToken", ours}});
    body.append(",\"SecretString\":");
    append_json(body, text->reveal());
    body.append(fmt::format(",\"VersionStages\":[\"{}\"]}}", kSecretPending));
    auto put = aws_.ask_json("store the new value",
                             "secretsmanager.PutSecretValue", std::move(body));
    if (!put) return std::unexpected(std::move(put.error()));
    auto moved =
        move_label(std::string(kSecretCurrent), subject_.version_id, ours);
    if (!moved) return std::unexpected(std::move(moved.error()));
    labels = secret_labels_of(aws_, name_);
    if (!labels) return std::unexpected(std::move(labels.error()));
    if (!has_label(*labels, ours, kSecretCurrent)) {
      return call_error(
          CallFault::kProtocol,
          fmt::format("{}: {} was moved, by the answer, but is not on the new "
                      "version",
                      place(), kSecretCurrent));
    }
  }
  if (has_label(*labels, ours, kSecretPending)) {
    auto off = move_label(std::string(kSecretPending), ours, "");
    if (!off) return std::unexpected(std::move(off.error()));
  }
  if (auto behind = replicas_behind(aws_, name_, ours); !behind) {
    return std::unexpected(std::move(behind.error()));
  } else if (!behind->empty()) {
    return call_error(CallFault::kUnavailable, *behind);
  }
  return "version " + ours;
}

Answer<std::string> AwsSecretStore::perform(Step step, const StepInput& input) {
  if (step == Step::kStore) return write(input);
  if (step != Step::kDestroyOld) return std::string();
  auto labels = secret_labels_of(aws_, name_);
  if (!labels && labels.error().fault == CallFault::kGone) {
    return name_ + " was deleted meanwhile";
  }
  if (!labels) return std::unexpected(std::move(labels.error()));
  for (const std::string& version : subject_.leaked_ids) {
    auto found = labels->find(version);
    if (found == labels->end()) continue;
    for (const std::string& label : found->second) {
      if (label == kSecretCurrent) continue;
      auto off = move_label(label, version, "");
      if (!off) return std::unexpected(std::move(off.error()));
    }
  }
  return std::string(
      "the leaked version has no label; Secrets Manager deletes it by itself, "
      "and gives it until then to who knows its id");
}

Answer<Reconciled> AwsSecretStore::reconcile(Step step,
                                             const StepInput& input) {
  if (step != Step::kStore) return Reconciled::kNotApplied;
  auto labels = secret_labels_of(aws_, name_);
  if (!labels) return std::unexpected(std::move(labels.error()));
  std::string ours = secret_version_of(input.response);
  if (has_label(*labels, ours, kSecretCurrent)) {
    if (has_label(*labels, ours, kSecretPending)) {
      return Reconciled::kNotApplied;
    }
    auto behind = replicas_behind(aws_, name_, ours);
    if (!behind) return std::unexpected(std::move(behind.error()));
    return behind->empty() ? Reconciled::kApplied : Reconciled::kNotApplied;
  }
  return has_label(*labels, subject_.version_id, kSecretCurrent)
             ? Reconciled::kNotApplied
             : Reconciled::kConflict;
}

Answer<std::string> AwsSecretStore::undo(Step step, const StepInput& input) {
  if (step != Step::kStore) return std::string();
  auto labels = secret_labels_of(aws_, name_);
  if (!labels && labels.error().fault == CallFault::kGone) {
    return name_ + " was deleted meanwhile";
  }
  if (!labels) return std::unexpected(std::move(labels.error()));
  std::string ours = secret_version_of(input.response);
  if (has_label(*labels, ours, kSecretCurrent)) {
    auto back =
        move_label(std::string(kSecretCurrent), ours, subject_.version_id);
    if (!back) return std::unexpected(std::move(back.error()));
    labels = secret_labels_of(aws_, name_);
    if (!labels) return std::unexpected(std::move(labels.error()));
  }
  for (std::string_view label : {kSecretPending, kSecretPrevious}) {
    if (!has_label(*labels, ours, label)) continue;
    auto off = move_label(std::string(label), ours, "");
    if (!off) return std::unexpected(std::move(off.error()));
  }
  return "version " + subject_.version_id + " is current again";
}

Answer<std::vector<std::string>> AwsSecretStore::readers() {
  auto state = secret_versions_of(aws_, name_);
  if (!state) return std::unexpected(std::move(state.error()));
  std::vector<std::string> out = {fmt::format(
      "whoever may secretsmanager:GetSecretValue of {}; CloudTrail has who did",
      state->arn)};
  for (const SecretReplica& replica : state->replicas) {
    out.push_back(
        fmt::format("a replica in {} ({})", replica.region, replica.status));
  }
  return out;
}

Answer<std::vector<std::string>> AwsSecretStore::evidence(const Secret&) {
  return std::vector<std::string>{fmt::format(
      "who read it: aws cloudtrail lookup-events --lookup-attributes "
      "AttributeKey=ResourceName,AttributeValue={}",
      name_)};
}

Answer<std::vector<std::string>> AwsSecretStore::look(
    Aws& aws, const std::string& name, const LeakMatcher& matcher,
    Subject& subject) {
  auto labels = secret_labels_of(aws, name);
  if (!labels) return std::unexpected(std::move(labels.error()));
  std::vector<std::string> out;
  subject.version_id = labelled(*labels, kSecretCurrent);
  for (const auto& [version, names] : *labels) {
    auto value = ask_about(aws, name, "read the value", "GetSecretValue",
                           {{"VersionId", version}});
    if (!value && value.error().fault == CallFault::kGone) continue;
    if (!value) return std::unexpected(std::move(value.error()));
    auto match = match_text(value->json.text("/SecretString"), matcher);
    if (!match) continue;
    bool current = version == subject.version_id;
    out.push_back(fmt::format(
        "{} {} version {}{} holds it {}", name,
        match->field.empty() ? "as a whole" : "field " + match->field, version,
        current ? " (current)" : "", match->found.transform));
    subject.leaked_ids.push_back(version);
    if (!current) continue;
    subject.is_current = true;
    subject.field = match->field;
  }
  return out;
}

}  // namespace stanch
