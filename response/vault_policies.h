// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "response/vault.h"

namespace stanch {

// Whether a rule's path covers `path`: '*' at the end stands for any rest, '+'
// for one segment.
bool policy_covers(std::string_view rule, std::string_view path);

// The paths of an ACL policy that allow to read, as `path "..." {
// capabilities = [...] }` says it in HCL or JSON.
std::vector<std::string> readable_paths(std::string_view policy);

// Which policies let their holders read `path` ("secret/data/billing"), one
// line each; says so where our token may not know. Policies are not followed to
// who holds them.
Answer<std::vector<std::string>> policies_that_read(Vault& vault,
                                                    const std::string& path);

}  // namespace stanch
