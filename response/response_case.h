// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "response/actor.h"
#include "response/step.h"
#include "response/subject.h"
#include "response/verdict.h"

namespace stanch {

// One response, decided once; the journal keeps it. Spans are seconds.
struct ResponseCase {
  std::int64_t secret = 0;  // its number in the inventory
  ResponseAction action = ResponseAction::kRevoke;
  ResponseMode mode = ResponseMode::kGraceful;
  std::int64_t grace = 900;
  std::int64_t settle = 5;  // at least the issuer's own
  // The grace ends early once the successor is used and the old credential was
  // not seen in use for so long; 0: never.
  std::int64_t quiet = 60;
  Subject subject;
  Probe before;             // of the leaked value, before anything was done
  std::string approved_by;  // the second person; empty: none was needed
};

std::string to_json(const ResponseCase& response);
Result<ResponseCase> case_of_json(std::string_view json);

// The steps that it takes with this issuer.
std::vector<Step> steps_of(const ResponseCase& response,
                           const IssuerTraits& traits);

}  // namespace stanch
