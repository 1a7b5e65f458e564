// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "response/actor.h"
#include "response/response_case.h"
#include "response/targets.h"

namespace stanch {

// What a response would do, before anything is done.
struct PlannedStep {
  Step step = Step::kMint;
  std::vector<std::string> calls;  // with the place of each; may be empty
};

struct ResponsePlan {
  std::vector<PlannedStep> steps;
  std::vector<std::string> consumers;
  std::vector<std::string> readers;     // who can read the store
  std::vector<std::string> opens;       // what the old credential opens
  std::vector<std::string> tears_down;  // by the revocation itself
  // Why it may not begin; empty: it may.
  std::vector<std::string> refusals;
};

// Asks issuer and store what they may do; changes nothing.
Answer<ResponsePlan> plan_response(const ResponseConfig& config,
                                   const ResponseCase& response, Issuer& issuer,
                                   Store* store);

// As `stanch respond plan` prints it.
std::string to_text(const ResponsePlan& plan, const ResponseCase& response,
                    const Issuer& issuer);

}  // namespace stanch
