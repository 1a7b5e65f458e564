// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/finding.h"
#include "response/targets.h"

namespace stanch {

// Asks the issuers of these findings whether they work and writes the verdict
// into each: providers by the rule, else the targets of the configuration. One
// credential is asked for once. At most `threads` requests at once; how many to
// one host is for the client to say.
void confirm_findings(const ResponseReach& reach,
                      std::vector<Finding>& findings, unsigned threads,
                      std::int64_t now);

}  // namespace stanch
