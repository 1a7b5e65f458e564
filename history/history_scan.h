// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/digest.h"
#include "core/result.h"
#include "history/commit_set.h"
#include "history/object_scan.h"
#include "scanner/pipeline.h"

namespace stanch {

struct HistoryOptions {
  std::string repository;  // a folder in it; empty: as git finds it
  unsigned threads = 0;    // 0: as many as the machine runs at once
  ScanOptions scan;
  ArchiveReading archives;
  Selection selection;  // of commits; what restricts nothing: every object
  // Paths that do not count; empty: all count.
  std::function<bool(std::string_view path)> is_excluded;
  bool exhaustive = false;     // scan every object whole
  bool verify_packs = false;   // compute the packs' checksums
  bool allow_missing = false;  // a partial clone's missing blobs are no error
  // A file that remembers what was scanned (history/scan_state.h), so that only
  // what is new is scanned the next time; empty: none. What `state_fingerprint`
  // stands for must be all that decides what is found.
  std::string state;
  Sha256 state_fingerprint = {};
  // What the objects that are held may take, and the longest that is read.
  // Bytes; 0: a quarter of the machine's memory, at most 2 GiB.
  std::uint64_t max_memory = 0;
  std::int64_t now = 0;  // seconds since 1970; 0: the clock's
  // Ends the scan when it turns true; what was found until then is told of as
  // ever, which takes its time. May be null; borrowed.
  const std::atomic<bool>* interrupted = nullptr;
  ScanProgress* progress = nullptr;  // may be null; borrowed
};

// Scans the whole history of a repository: every object of its store, reachable
// or not, and tells the story of each secret (design.md, "Full history"). The
// findings depend on objects, refs and index alone, not on threads or packs.
// kUsage: there is no repository, a selection names what is not there.
// kUnreadable: it cannot be read at all.
Result<PipelineResult> scan_history(const RuleDatabase& database,
                                    const HistoryOptions& options);

}  // namespace stanch
