// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/respond_session.h"
#include "cli/scan_flags.h"
#include "core/finding.h"
#include "core/result.h"
#include "inventory/inventory.h"

namespace stanch {

// `--confirm` of a scan: asks the issuers of what was found.
class ConfirmScan {
 public:
  // Null where it was not asked for. Reads [respond] and logs in before
  // anything is scanned, so that a mistake costs no scan.
  static Result<std::unique_ptr<ConfirmScan>> open(const ScanFlags& flags,
                                                   const std::string& near);

  // Writes the verdicts into the findings. What the inventory (may be null)
  // has as proven dead is not asked again.
  void ask(std::vector<Finding>& findings, Inventory* inventory);

 private:
  explicit ConfirmScan(std::unique_ptr<RespondSession> session)
      : session_(std::move(session)) {}

  std::unique_ptr<RespondSession> session_;
};

// Writes the verdicts into the inventory, which has these findings already.
Result<void> note_verdicts(Inventory& inventory,
                           const std::vector<Finding>& findings);

}  // namespace stanch
