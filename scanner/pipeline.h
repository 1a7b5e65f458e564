// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "core/finding.h"
#include "core/sink.h"
#include "core/source.h"
#include "scanner/scanner.h"

namespace stanch {

// How much was scanned so far: written by the workers, read by any thread.
struct ReadProgress {
  std::atomic<std::uint64_t> blobs = 0;
  std::atomic<std::uint64_t> bytes = 0;
};

struct PipelineOptions {
  unsigned threads = 0;  // 0: as many as the machine runs at once
  ScanOptions scan;
  // Set by a signal handler to end the run early; may be null. Borrowed.
  const std::atomic<bool>* interrupted = nullptr;
  ReadProgress* progress = nullptr;  // may be null; borrowed
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
