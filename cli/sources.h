// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/scan_run.h"
#include "core/source.h"

namespace stanch {

// What can be scanned, one row each. Nothing is opened until the run begins.

struct DirectoryChoice {
  std::vector<std::string> paths;  // none: the current folder
  bool ignore_files = true;
  bool hidden = true;
  std::uint64_t most_megabytes = 0;  // of a file, 10^6 bytes each; 0: any
};

ScanTarget directory_target(DirectoryChoice choice);
ScanTarget stream_target();

// What a source's tasks find, or the source's own error.
Result<PipelineResult> run_source(Result<std::unique_ptr<Source>> source,
                                  const ScanRequest& request);

}  // namespace stanch
