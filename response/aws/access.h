// SPDX-License-Identifier: Apache-2.0
//
// What a user or a role of IAM may do: by IAM's own simulator over a few
// actions that tell how far it reaches, and by the statements of its policies.
// Either may be refused to us; then it says so, and nothing fails.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "response/aws/aws.h"

namespace stanch {

// Who has policies.
struct AwsPrincipal {
  std::string kind;  // "User" or "Role", as the names of calls have it
  std::string name;
  std::string account;
  std::string arn;  // of IAM, not of a session
};

// Of the ARN that GetCallerIdentity gives; none of the account itself (root)
// and of federated users. A role's path is not in it.
std::optional<AwsPrincipal> principal_of(std::string_view arn);

// Which of these actions it may not take on that resource (empty: on all).
// None where we may not ask.
std::optional<std::vector<std::string>> denied_of(
    Aws& aws, const AwsPrincipal& principal,
    std::span<const std::string_view> actions, const std::string& resource);

// One line each, of what it opens.
std::vector<std::string> access_map(Aws& aws, const AwsPrincipal& principal);

// A policy's document, which IAM gives percent-encoded.
std::string policy_document(std::string_view xml);

}  // namespace stanch
