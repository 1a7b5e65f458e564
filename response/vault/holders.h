// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "response/vault/vault.h"

namespace stanch {

// Who holds a policy, by its name: entities and groups, and the roles and users
// of the auth methods whose logins are given it ("role deployer of
// auth/approle"). What our token may not read is left out, and so is all after
// the first thousand of a kind.
using PolicyHolders = std::map<std::string, std::vector<std::string>>;
Answer<PolicyHolders> policy_holders(Vault& vault);

// "ada, role deployer of auth/approle and 3 more"; empty where nobody is known.
std::string holders_line(const PolicyHolders& holders,
                         const std::string& policy);

}  // namespace stanch
