// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/respond_session.h"
#include "core/result.h"
#include "inventory/journal.h"
#include "response/token_revocation.h"

namespace stanch {

// What was reported from outside (`stanch respond serve`): in the inventory,
// and, until it has been dealt with, sealed in its journal, so that a crash
// loses none.
class ReportedTokens {
 public:
  // Borrows the session.
  ReportedTokens(RespondSession& session, std::string config)
      : session_(session), config_(std::move(config)) {}

  // Writes them down. What is no token of any rule is left out.
  Result<void> keep(const std::vector<ReportedToken>& tokens);
  // Asks the issuer of each that is not dealt with yet and, where `apply`, ends
  // it. What cannot be asked now stays for the next time. Prints what came of
  // each.
  Result<void> work_off(bool apply);

 private:
  Result<void> deal_with(const JournalEntry& entry, bool apply);

  RespondSession& session_;
  std::string config_;
};

}  // namespace stanch
