// SPDX-License-Identifier: Apache-2.0
//
// A second person's word for a plan: a signature of ssh-keygen over its digest,
// checked by ssh-keygen against the file of those who may
// (ssh-keygen(1), "ALLOWED SIGNERS").
#pragma once

#include <string>
#include <string_view>

#include "core/secret.h"
#include "response/actor.h"
#include "response/plan.h"
#include "response/response_case.h"

namespace stanch {

inline constexpr std::string_view kApprovalNamespace = "stanch-respond";

// What is signed, one line: "stanch respond 1 sha256:...". Another secret, mode
// or span, another call or place is another text; when it is asked for is not.
std::string approval_text(const ResponsePlan& plan,
                          const ResponseCase& response, const Issuer& issuer,
                          const Fingerprint& secret);

struct Approval {
  std::string by;         // as the file of signers names him
  std::string signature;  // the file that `ssh-keygen -Y sign` wrote
};

// kDenied where it is none of this text by this person.
Answer<void> check_approval(const Approval& approval,
                            const std::string& allowed_signers,
                            const std::string& text);

}  // namespace stanch
