// SPDX-License-Identifier: Apache-2.0
//
// A rehearsal: the same rotation or revocation on a secret that nobody uses,
// made for it at the server of a target and taken away afterwards.
#pragma once

#include <string>
#include <vector>

#include "core/secret.h"
#include "response/call.h"
#include "response/step.h"
#include "response/targets.h"

namespace stanch {

struct Drill {
  ResponseTarget target;  // of the throw-away secret
  ResponseAction action = ResponseAction::kRotate;
  Secret value;
};

// What would be made for a target, without its value: two roles and a stored
// secret for PostgreSQL, a token for Vault. `name` is new: "stanch_drill_1f3a".
// kGone for an issuer that nothing can be rehearsed at.
Answer<Drill> planned_drill(const ResponseTarget& of, const std::string& name);

// Makes it. What was made before a failure is taken away again.
Answer<void> make_drill(const ResponseReach& reach, Drill& drill);

// Takes away what is left of it; twice is as good as once.
Answer<void> clear_drill(const ResponseReach& reach, const Drill& drill);

}  // namespace stanch
