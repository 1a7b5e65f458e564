// SPDX-License-Identifier: Apache-2.0
#include "response/approval.h"

#include <fmt/core.h>

#include "core/digest.h"
#include "response/piped_program.h"

namespace stanch {

std::string approval_text(const ResponsePlan& plan,
                          const ResponseCase& response, const Issuer& issuer,
                          const Fingerprint& secret) {
  std::string all =
      fmt::format("{}\n{}\n{}\n{}\n{} {}\n", secret, to_string(response.action),
                  to_string(response.mode), issuer.place(), response.grace,
                  response.settle);
  for (const PlannedStep& step : plan.steps) {
    all += fmt::format("{}\n", to_string(step.step));
    for (const std::string& call : step.calls) all += "  " + call + "\n";
  }
  return fmt::format("stanch respond {} sha256:{}\n", response.secret,
                     hex(sha256(std::string_view(all))));
}

Answer<void> check_approval(const Approval& approval,
                            const std::string& allowed_signers,
                            const std::string& text) {
  if (approval.by.empty() || approval.signature.empty()) {
    return call_error(CallFault::kDenied,
                      "[respond] allowed_signers asks for a second person: "
                      "--approve-by NAME --signature FILE");
  }
  PipedProgram verify{
      .words = {"ssh-keygen", "-Y", "verify", "-f", allowed_signers, "-I",
                approval.by, "-n", std::string(kApprovalNamespace), "-s",
                approval.signature},
      .is_silent = true};
  auto code = run_piped(verify, text);
  if (!code) return std::unexpected(std::move(code.error()));
  if (*code == 0) return {};
  return call_error(
      CallFault::kDenied,
      fmt::format("{} is no signature of {} over this plan: it is another "
                  "plan's, another person's, or {} does not name him",
                  approval.signature, approval.by, allowed_signers));
}

}  // namespace stanch
