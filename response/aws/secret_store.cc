// SPDX-License-Identifier: Apache-2.0
#include "response/aws/secret_store.h"

#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "core/digest.h"
#include "response/stored_text.h"

namespace stanch {
namespace {

constexpr std::string_view kCurrent = "AWSCURRENT";
constexpr std::string_view kPending = "AWSPENDING";
constexpr std::string_view kPrevious = "AWSPREVIOUS";

using Members = std::vector<std::pair<std::string, std::string>>;

SecretText object_of(const Members& members) {
  SecretText out = "{";
  for (const auto& [key, value] : members) {
    if (out.size() > 1) out.append(",");
    append_json(out, key);
    out.append(":");
    append_json(out, value);
  }
  return out;
}

Answer<AwsReply> ask_about(Aws& aws, const std::string& name,
                           std::string_view what, std::string_view action,
                           const Members& members) {
  Members all = {{"SecretId", name}};
  all.insert(all.end(), members.begin(), members.end());
  SecretText body = object_of(all);
  body.append("}");
  return aws.ask_json(fmt::format("{} of {}", what, name),
                      fmt::format("secretsmanager.{}", action),
                      std::move(body));
}

// Which labels each version has.
using Labels = std::map<std::string, std::vector<std::string>>;

Answer<Labels> labels_of(Aws& aws, const std::string& name) {
  auto reply = ask_about(aws, name, "read the versions", "DescribeSecret", {});
  if (!reply) return std::unexpected(std::move(reply.error()));
  Labels out;
  for (const std::string& id : reply->json.keys("/VersionIdsToStages")) {
    out[id] = reply->json.texts("/VersionIdsToStages/" + pointer_segment(id));
  }
  return out;
}

bool has_label(const Labels& labels, const std::string& version,
               std::string_view label) {
  auto found = labels.find(version);
  return found != labels.end() && std::ranges::count(found->second, label) > 0;
}

std::string labelled(const Labels& labels, std::string_view label) {
  for (const auto& [version, names] : labels) {
    if (std::ranges::count(names, label) > 0) return version;
  }
  return {};
}

// The same for the same response, so that a repeated write is one version.
std::string version_of(const StepInput& input) {
  std::string text = hex(sha256({input.response, "/secretsmanager"}));
  return fmt::format("{}-{}-{}-{}-{}", text.substr(0, 8), text.substr(8, 4),
                     text.substr(12, 4), text.substr(16, 4),
                     text.substr(20, 12));
}

}  // namespace

std::string AwsSecretStore::place() const {
  return fmt::format("aws://{}/secretsmanager/{}", aws_.settings().region,
                     name_);
}

Answer<AwsReply> AwsSecretStore::ask(std::string_view what,
                                     std::string_view action,
                                     const Members& members) {
  return ask_about(aws_, name_, what, action, members);
}

std::vector<std::string> AwsSecretStore::calls(Step step) const {
  if (step == Step::kStore) {
    return {fmt::format("PutSecretValue {} ({}) as {}", name_,
                        subject_.field.empty() ? "the whole" : subject_.field,
                        kPending),
            fmt::format("UpdateSecretVersionStage: {} from {} to it", kCurrent,
                        subject_.version_id)};
  }
  if (step == Step::kDestroyOld && !subject_.leaked_ids.empty()) {
    return {"UpdateSecretVersionStage: no label stays on the leaked version"};
  }
  return {};
}

Answer<std::vector<std::string>> AwsSecretStore::preflight(
    std::span<const Step>) {
  auto about = ask("read the versions", "DescribeSecret", {});
  if (!about) return std::unexpected(std::move(about.error()));
  std::vector<std::string> out;
  if (about->json.is_true("/RotationEnabled")) {
    out.push_back(fmt::format(
        "{} is rotated by a function of its own ({}): let that one do it, or "
        "turn it off first",
        name_, about->json.text("/RotationLambdaARN")));
  }
  if (about->json.number("/DeletedDate") != 0) {
    out.push_back(fmt::format("{} is marked for deletion", name_));
  }
  auto labels = labels_of(aws_, name_);
  if (!labels) return std::unexpected(std::move(labels.error()));
  std::string pending = labelled(*labels, kPending);
  if (!pending.empty() && !has_label(*labels, pending, kCurrent)) {
    out.push_back(
        fmt::format("{} has a version that waits ({}): somebody "
                    "rotates it, or did not finish",
                    name_, kPending));
  }
  return out;
}

Answer<AwsReply> AwsSecretStore::move_label(const std::string& label,
                                            const std::string& from,
                                            const std::string& to) {
  Members members = {{"VersionStage", label}};
  if (!from.empty()) members.emplace_back("RemoveFromVersionId", from);
  if (!to.empty()) members.emplace_back("MoveToVersionId", to);
  return ask(fmt::format("move {}", label), "UpdateSecretVersionStage",
             members);
}

// Each part is left out when it is done already.
Answer<std::string> AwsSecretStore::write(const StepInput& input) {
  std::string ours = version_of(input);
  auto labels = labels_of(aws_, name_);
  if (!labels) return std::unexpected(std::move(labels.error()));
  if (!has_label(*labels, ours, kCurrent)) {
    if (!has_label(*labels, subject_.version_id, kCurrent)) {
      return call_error(
          CallFault::kConflict,
          fmt::format("{}: somebody stored another value", place()));
    }
    auto old = ask("read the value", "GetSecretValue",
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
        object_of({{"SecretId", name_}, {"ClientRequestToken", ours}});
    body.append(",\"SecretString\":");
    append_json(body, text->reveal());
    body.append(fmt::format(",\"VersionStages\":[\"{}\"]}}", kPending));
    auto put = aws_.ask_json("store the new value",
                             "secretsmanager.PutSecretValue", std::move(body));
    if (!put) return std::unexpected(std::move(put.error()));
    auto moved = move_label(std::string(kCurrent), subject_.version_id, ours);
    if (!moved) return std::unexpected(std::move(moved.error()));
    labels = labels_of(aws_, name_);
    if (!labels) return std::unexpected(std::move(labels.error()));
    if (!has_label(*labels, ours, kCurrent)) {
      return call_error(
          CallFault::kProtocol,
          fmt::format("{}: {} was moved, by the answer, but is not on the new "
                      "version",
                      place(), kCurrent));
    }
  }
  if (has_label(*labels, ours, kPending)) {
    auto off = move_label(std::string(kPending), ours, "");
    if (!off) return std::unexpected(std::move(off.error()));
  }
  return "version " + ours;
}

Answer<std::string> AwsSecretStore::perform(Step step, const StepInput& input) {
  if (step == Step::kStore) return write(input);
  if (step != Step::kDestroyOld) return std::string();
  auto labels = labels_of(aws_, name_);
  if (!labels) return std::unexpected(std::move(labels.error()));
  for (const std::string& version : subject_.leaked_ids) {
    auto found = labels->find(version);
    if (found == labels->end()) continue;
    for (const std::string& label : found->second) {
      if (label == kCurrent) continue;
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
  auto labels = labels_of(aws_, name_);
  if (!labels) return std::unexpected(std::move(labels.error()));
  std::string ours = version_of(input);
  if (has_label(*labels, ours, kCurrent)) {
    return has_label(*labels, ours, kPending) ? Reconciled::kNotApplied
                                              : Reconciled::kApplied;
  }
  return has_label(*labels, subject_.version_id, kCurrent)
             ? Reconciled::kNotApplied
             : Reconciled::kConflict;
}

Answer<std::string> AwsSecretStore::undo(Step step, const StepInput& input) {
  if (step != Step::kStore) return std::string();
  auto labels = labels_of(aws_, name_);
  if (!labels) return std::unexpected(std::move(labels.error()));
  std::string ours = version_of(input);
  if (has_label(*labels, ours, kCurrent)) {
    auto back = move_label(std::string(kCurrent), ours, subject_.version_id);
    if (!back) return std::unexpected(std::move(back.error()));
    labels = labels_of(aws_, name_);
    if (!labels) return std::unexpected(std::move(labels.error()));
  }
  for (std::string_view label : {kPending, kPrevious}) {
    if (!has_label(*labels, ours, label)) continue;
    auto off = move_label(std::string(label), ours, "");
    if (!off) return std::unexpected(std::move(off.error()));
  }
  return "version " + subject_.version_id + " is current again";
}

Answer<std::vector<std::string>> AwsSecretStore::readers() {
  auto about = ask("read the versions", "DescribeSecret", {});
  if (!about) return std::unexpected(std::move(about.error()));
  std::vector<std::string> out = {fmt::format(
      "whoever may secretsmanager:GetSecretValue of {}; CloudTrail has who did",
      about->json.text("/ARN"))};
  for (int i = 0; about->json.has(fmt::format("/ReplicationStatus/{}", i));
       ++i) {
    out.push_back(fmt::format(
        "a replica in {}",
        about->json.text(fmt::format("/ReplicationStatus/{}/Region", i))));
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
  auto labels = labels_of(aws, name);
  if (!labels) return std::unexpected(std::move(labels.error()));
  std::vector<std::string> out;
  subject.version_id = labelled(*labels, kCurrent);
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
