// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "cli/respond_session.h"

namespace stanch {

struct DrillRequest {
  RespondFlags flags;
  std::string target;  // the name of a [[respond.target]]
  std::int64_t grace = 1;
  bool apply = false;
};

// `respond rotate --drill TARGET`: rehearses on a throw-away secret, prints how
// long each step took and writes that into the inventory. The exit code.
int run_drill(const DrillRequest& request);

}  // namespace stanch
