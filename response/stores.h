// SPDX-License-Identifier: Apache-2.0
//
// Where consumers read a credential, by its name in the configuration:
// "secret/billing" in the key/value engine of Vault,
// "secretsmanager:billing/db" and "ssm:/billing/password" in AWS.
#pragma once

#include <string>
#include <vector>

#include "core/secret.h"
#include "response/call.h"
#include "response/subject.h"
#include "response/targets.h"

namespace stanch {

// Fills in what the subject says of its store: in which versions and field the
// value stands, and whether consumers read it now. One line for each place;
// none where the target has no store.
Answer<std::vector<std::string>> look_in_store(const ResponseReach& reach,
                                               const ResponseTarget& target,
                                               const Secret& leaked,
                                               Subject& subject);

}  // namespace stanch
