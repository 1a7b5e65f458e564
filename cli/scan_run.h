// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "cli/scan_flags.h"
#include "core/result.h"
#include "history/object_scan.h"
#include "inventory/run_scope.h"
#include "rules/allow.h"
#include "rules/config.h"
#include "scanner/pipeline.h"

namespace stanch {

// What a target is scanned with. All borrowed for the call.
struct ScanRequest {
  const RuleDatabase& database;
  const PipelineOptions& options;
  const std::vector<Allow>& allows;  // that the database was compiled with
  std::vector<std::string> exclude;  // lines of a gitignore file
  std::size_t overlap = 0;           // bytes that windows must share
  ScanProgress* progress = nullptr;
  unsigned archive_depth = 0;  // how deep archives in archives are opened
};

// What windows must share: the longest match, and what is read round it.
std::size_t window_overlap(const RuleDatabase& database);

struct ScanTarget {
  std::string name;         // as the user named it: "dir src"
  std::string config_near;  // where a configuration is looked for
  bool is_files = false;    // rather than a repository
  // kUsage where the user asked for what is not there; any other error is a run
  // that read nothing.
  std::move_only_function<Result<PipelineResult>(const ScanRequest&)> scan;
  // What it looks at, for the inventory; asked for only where there is one.
  std::function<RunScope()> scope = {};
};

// The least confidence that is reported. Who asks for gitleaks' own faults gets
// all that it would report.
Confidence least_confidence(const ScanFlags& flags, const Config& config);

// The one place that turns options into a run: loads the configuration, makes
// the rules ready, opens the reports and the source, scans, reports, and
// returns the exit code. Everything that fails is said.
int run_scan(const ScanFlags& flags, ScanTarget target);

// The same with something else to do than to report: `open` before the scan,
// `finish` with what it found, which returns the exit code.
int run_scan(const ScanFlags& flags, ScanTarget target,
             const std::function<Result<void>()>& open,
             const std::function<int(PipelineResult&)>& finish);

}  // namespace stanch
