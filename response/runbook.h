// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "inventory/record.h"
#include "response/targets.h"

namespace stanch {

// The steps that end a leak, for a person, with what is known of this very
// secret filled in: contain, rotate, look for uses, clean up, tell. In
// Markdown. Asks nobody, so it can be written when every server is down.
std::string runbook(const SecretRecord& secret,
                    const std::vector<PlaceRecord>& places,
                    const ResponseConfig& config);

}  // namespace stanch
