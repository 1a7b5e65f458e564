// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/sources.h"

namespace stanch {

Action define_git(CLI::App& app) {
  struct Options {
    std::string repository;
    bool staged = false;
    bool worktree = false;
    ScanFlags flags;
  };
  auto options = std::make_unique<Options>();
  app.add_option("REPO", options->repository,
                 "a folder in the repository (default: this one)")
      ->type_name("")
      ->group("Arguments");
  app.add_flag("--staged", options->staged, "what the next commit would add");
  app.add_flag("--worktree", options->worktree, "what is not committed yet");
  add_repeatable(app, "--exclude", options->flags.exclude, "GLOB",
                 "leave out, as in a .gitignore; repeatable");
  add_scan_flags(app, options->flags);
  app.footer("stanch git --staged");
  return [options = std::move(options)] {
    if (options->staged == options->worktree) {
      return fail_with({ErrorKind::kUsage,
                        "git: give --staged or --worktree; the history "
                        "cannot be scanned yet"});
    }
    return run_scan(
        options->flags,
        git_target(options->repository,
                   options->staged ? GitView::kStaged : GitView::kWorktree));
  };
}

}  // namespace stanch
