// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/sink.h"
#include "inventory/declared.h"
#include "inventory/inventory.h"
#include "inventory/merge.h"
#include "inventory/run_scope.h"

namespace stanch {

// The inventory as one more receiver of a run's findings. Keeps fingerprints
// and places while they come, never a secret, and writes all of them at the
// end, in one transaction: a run is in the inventory whole or not at all.
class InventorySink : public FindingSink {
 public:
  // Borrows the inventory. `version` is stanch's own; `declared` is what the
  // repository's table says of the secrets in it.
  InventorySink(Inventory& inventory, RunScope scope, std::string version,
                std::vector<DeclaredRow> declared = {})
      : inventory_(inventory),
        run_{.version = std::move(version), .scope = std::move(scope)},
        declared_(std::move(declared)) {}

  Result<void> begin(const RunSummary& run) override;
  Result<void> accept(const Finding& finding) override;
  // A run that is not complete says nothing of what it does not find.
  Result<void> end(const RunSummary& run) override;

  // Only after end().
  const MergeResult& result() const { return result_; }
  // The places of the declared rows that nothing matched.
  const std::vector<std::string>& unused_rows() const { return unused_rows_; }

 private:
  SeenSecret seen_by(const Finding& finding) const;
  Result<void> merge();

  Inventory& inventory_;
  RunNote run_;
  std::vector<DeclaredRow> declared_;
  std::vector<SeenSecret> secrets_;
  std::map<Fingerprint, std::size_t> index_;  // into secrets_
  MergeResult result_;
  std::vector<std::string> unused_rows_;
};

}  // namespace stanch
