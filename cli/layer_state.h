// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/scan_run.h"
#include "core/digest.h"
#include "core/result.h"
#include "history/scan_state.h"

namespace stanch {

// Everything that decides what is found in a text: rules, configuration,
// options, stanch's version.
Sha256 state_fingerprint(const ScanRequest& request);

// Which layers earlier runs have scanned with the same rules: the file of
// `--state`, as histories keep one (history/scan_state.h).
class LayerState {
 public:
  // `file` empty: nothing is known, and nothing kept.
  LayerState(std::string file, const ScanRequest& request);

  // By its digest; only those of SHA-256 are known.
  bool knows(const std::string& digest) const;

  // After the run: adds what it scanned, where it was a whole one; names in its
  // summary a file that could not be used. kUnwritable.
  Result<void> keep(const std::vector<std::string>& digests,
                    RunSummary& summary);

 private:
  std::string file_;
  Sha256 fingerprint_ = {};
  ScanState state_;
  std::string trouble_;  // why the file cannot be used; mostly empty
};

}  // namespace stanch
