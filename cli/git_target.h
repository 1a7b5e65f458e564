// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/ci_environment.h"
#include "cli/scan_run.h"
#include "git/commit_choice.h"

namespace stanch {

enum class GitView { kHistory, kStaged, kWorktree };

// What of a repository is scanned, as the options of `stanch git` say it.
struct GitChoice {
  // A folder in it or the address of one elsewhere; empty: the current one, as
  // git finds it.
  std::string repository;
  GitView view = GitView::kHistory;

  // Of the history only what these commits added; empty: all of it.
  CommitChoice commits;
  // Only what commits hold that these refs reach; empty: every object.
  std::vector<std::string> refs;      // globs
  std::vector<std::string> branches;  // names
  bool reachable = false;

  // What the job of a CI system is about; it takes the place of `commits`.
  std::optional<CiPlan> ci;

  bool exhaustive = false;
  bool verify_packs = false;
  bool allow_missing = false;
  std::uint64_t max_memory = 0;  // bytes; 0: chosen by the scan
  std::string state;             // a file; empty: none
  bool submodules = false;       // the histories of those that are here, too
  std::string cache_dir;  // keeps copies of what is elsewhere; empty: none does
};

ScanTarget git_target(GitChoice choice);

}  // namespace stanch
