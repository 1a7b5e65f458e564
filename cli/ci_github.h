// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/ci_environment.h"
#include "cli/ci_variables.h"

namespace stanch {

// What a job of GitHub Actions is about, by its variables and the event's
// payload (the webhook's, JSON). kUnreadable: the payload is no JSON.
Result<CiPlan> github_plan(const CiVariables& of, const std::string& event);

}  // namespace stanch
