// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "response/vault/holders.h"
#include "response/vault/vault.h"

namespace stanch {

// Whether a rule's path covers `path`: '*' at the end stands for any rest, '+'
// for one segment.
bool policy_covers(std::string_view rule, std::string_view path);

// The paths of an ACL policy that allow to read, as `path "..." {
// capabilities = [...] }` says it in HCL or JSON.
std::vector<std::string> readable_paths(std::string_view policy);

// What every policy lets its holders read, so that many paths are looked up in
// one reading of them.
struct ReadingPolicies {
  bool known = true;  // our token may list policies
  std::vector<std::pair<std::string, std::vector<std::string>>> paths;
  PolicyHolders holders;
};
Answer<ReadingPolicies> reading_policies(Vault& vault);

// Which of them cover `path` ("secret/data/billing"), one line each; says so
// where our token may not know: "policy billing by secret/data/*, held by role
// deployer of auth/approle".
std::vector<std::string> readers_of(const ReadingPolicies& policies,
                                    const std::string& path);
Answer<std::vector<std::string>> policies_that_read(Vault& vault,
                                                    const std::string& path);

}  // namespace stanch
