// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <vector>

#include "core/finding.h"
#include "core/sink.h"
#include "core/source.h"
#include "scanner/scanner.h"

namespace stanch {

struct PipelineOptions {
  unsigned threads = 0;  // 0: as many as the machine runs at once
  ScanOptions scan;
  // Set by a signal handler to end the run early; may be null. Borrowed.
  const std::atomic<bool>* interrupted = nullptr;
};

struct PipelineResult {
  // One record a secret and rule, its places in order; sorted by first place.
  std::vector<Finding> findings;
  RunSummary summary;  // `target` is the caller's to fill in
  // Places were taken out because a baseline knows them; the caller's, too.
  bool left_out_known = false;
};

// Runs the source's tasks on the threads and gathers what they found. The
// result depends on the input alone, not on the number of threads. Memory: one
// scanner a thread and a bounded queue of tasks, besides the findings.
PipelineResult run_pipeline(Source& source, const RuleDatabase& database,
                            const PipelineOptions& options);

}  // namespace stanch
