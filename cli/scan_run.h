// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/scan_flags.h"
#include "core/result.h"
#include "core/source.h"

namespace stanch {

// What a source is told by the rules and the configuration.
struct SourceNeeds {
  std::vector<std::string> exclude;  // lines of a gitignore file
  std::size_t overlap = 0;           // bytes that windows must share
};

struct ScanTarget {
  std::string name;         // as the user named it: "dir src"
  std::string config_near;  // where a configuration is looked for
  std::move_only_function<Result<std::unique_ptr<Source>>(const SourceNeeds&)>
      open;
};

// The one place that turns options into a run: loads the configuration, makes
// the rules ready, opens the reports and the source, scans, reports, and
// returns the exit code. Everything that fails is said.
int run_scan(const ScanFlags& flags, ScanTarget target);

}  // namespace stanch
