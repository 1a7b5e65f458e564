// SPDX-License-Identifier: Apache-2.0
#include "response/aws/secret_versions.h"

#include <algorithm>

#include <fmt/core.h>

#include "core/digest.h"
#include "response/said_text.h"

namespace stanch {

bool SecretVersions::waits() const {
  std::string pending = labelled(labels, kSecretPending);
  return !pending.empty() && !has_label(labels, pending, kSecretCurrent);
}

SecretText secret_members(const SecretMembers& members) {
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
                           const SecretMembers& members) {
  SecretMembers all = {{"SecretId", name}};
  all.insert(all.end(), members.begin(), members.end());
  SecretText body = secret_members(all);
  body.append("}");
  return aws.ask_json(fmt::format("{} of {}", what, name),
                      fmt::format("secretsmanager.{}", action),
                      std::move(body));
}

Answer<SecretVersions> secret_versions_of(Aws& aws, const std::string& name) {
  auto reply = ask_about(aws, name, "read the versions", "DescribeSecret", {});
  if (!reply) return std::unexpected(std::move(reply.error()));
  const JsonDocument& json = reply->json;
  SecretVersions out{.arn = std::string(json.text("/ARN")),
                     .function = std::string(json.text("/RotationLambdaARN")),
                     .is_rotated = json.is_true("/RotationEnabled"),
                     .is_deleted = json.number("/DeletedDate") != 0};
  if (out.function.empty()) out.function = json.text("/OwningService");
  for (const std::string& id : json.keys("/VersionIdsToStages")) {
    out.labels[id] = json.texts("/VersionIdsToStages/" + pointer_segment(id));
  }
  for (int i = 0; json.has(fmt::format("/ReplicationStatus/{}", i)); ++i) {
    auto text = [&](std::string_view key) {
      return std::string(
          json.text(fmt::format("/ReplicationStatus/{}/{}", i, key)));
    };
    out.replicas.push_back(
        {text("Region"), text("Status"), said_line(text("StatusMessage"))});
  }
  return out;
}

Answer<SecretLabels> secret_labels_of(Aws& aws, const std::string& name) {
  auto state = secret_versions_of(aws, name);
  if (!state) return std::unexpected(std::move(state.error()));
  return std::move(state->labels);
}

bool has_label(const SecretLabels& labels, const std::string& version,
               std::string_view label) {
  auto found = labels.find(version);
  return found != labels.end() && std::ranges::count(found->second, label) > 0;
}

std::string labelled(const SecretLabels& labels, std::string_view label) {
  for (const auto& [version, names] : labels) {
    if (std::ranges::count(names, label) > 0) return version;
  }
  return {};
}

std::string secret_version_of(const std::string& response) {
  std::string text = hex(sha256({response, "/secretsmanager"}));
  return fmt::format("{}-{}-{}-{}-{}", text.substr(0, 8), text.substr(8, 4),
                     text.substr(12, 4), text.substr(16, 4),
                     text.substr(20, 12));
}

std::string replica_failure(const std::string& name,
                            const SecretReplica& replica) {
  return fmt::format(
      "the replica of {} in {} does not follow ({}): its consumers would keep "
      "the old value",
      name, replica.region, replica.said);
}

// What the first region says of the others comes late, so they are asked.
Answer<std::string> replicas_behind(Aws& aws, const std::string& name,
                                    const std::string& version) {
  auto state = secret_versions_of(aws, name);
  if (!state) return std::unexpected(std::move(state.error()));
  for (const SecretReplica& replica : state->replicas) {
    if (replica.status == "Failed") return replica_failure(name, replica);
    Aws there = aws.in_region(replica.region);
    auto labels = secret_labels_of(there, name);
    if (!labels) return std::unexpected(std::move(labels.error()));
    if (has_label(*labels, version, kSecretCurrent)) continue;
    return fmt::format(
        "the replica of {} in {} does not have the new value yet", name,
        replica.region);
  }
  return std::string();
}

}  // namespace stanch
