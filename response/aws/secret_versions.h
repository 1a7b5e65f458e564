// SPDX-License-Identifier: Apache-2.0
//
// A secret of Secrets Manager without its values: which version has which
// label, who rotates it, and where its replicas are.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "response/aws/aws.h"

namespace stanch {

inline constexpr std::string_view kSecretCurrent = "AWSCURRENT";
inline constexpr std::string_view kSecretPending = "AWSPENDING";
inline constexpr std::string_view kSecretPrevious = "AWSPREVIOUS";

using SecretMembers = std::vector<std::pair<std::string, std::string>>;
// Which labels each version has.
using SecretLabels = std::map<std::string, std::vector<std::string>>;

// A copy in another region, which follows by itself.
struct SecretReplica {
  std::string region;
  std::string status;  // "InSync", "InProgress", "Failed"
  std::string said;    // why
};

struct SecretVersions {
  std::string arn;
  std::string function;  // that rotates it, or AWS itself; may be empty
  bool is_rotated = false;
  bool is_deleted = false;
  SecretLabels labels;
  std::vector<SecretReplica> replicas;

  // A version waits to be made current: a rotation goes on, or has failed.
  bool waits() const;
};

SecretText secret_members(const SecretMembers& members);  // without its "}"
Answer<AwsReply> ask_about(Aws& aws, const std::string& name,
                           std::string_view what, std::string_view action,
                           const SecretMembers& members);

Answer<SecretVersions> secret_versions_of(Aws& aws, const std::string& name);
Answer<SecretLabels> secret_labels_of(Aws& aws, const std::string& name);
bool has_label(const SecretLabels& labels, const std::string& version,
               std::string_view label);
// The version that has it; empty: none.
std::string labelled(const SecretLabels& labels, std::string_view label);

// The same for the same response, so that a repeated call is one version.
std::string secret_version_of(const std::string& response);

// Which replica does not have this version as its current one yet, in words;
// empty: all have.
Answer<std::string> replicas_behind(Aws& aws, const std::string& name,
                                    const std::string& version);
std::string replica_failure(const std::string& name,
                            const SecretReplica& replica);

}  // namespace stanch
