// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/scan_run.h"

namespace stanch {

// What can be scanned, one row each. Nothing is opened until the run begins.

struct DirectoryChoice {
  std::vector<std::string> paths;  // none: the current folder
  bool ignore_files = true;
  bool hidden = true;
};

ScanTarget directory_target(DirectoryChoice choice);
ScanTarget stream_target();

enum class GitView { kStaged, kWorktree };

// `repository`: a folder in it; empty: the current one, as git finds it.
ScanTarget git_target(std::string repository, GitView view);

}  // namespace stanch
