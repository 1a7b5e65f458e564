// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/git_target.h"

namespace stanch {

namespace {

struct Options {
  GitChoice choice;
  bool staged = false;
  bool worktree = false;
  ScanFlags flags;
};

void add_history_flags(CLI::App& app, GitChoice& choice) {
  add_repeatable(app, "--refs", choice.refs, "GLOB",
                 "only commits that these refs reach; repeatable");
  add_repeatable(app, "--branch", choice.branches, "NAME",
                 "only commits that this branch reaches; repeatable");
  app.add_flag("--reachable", choice.reachable,
               "only commits that any ref reaches");
  app.add_flag("--exhaustive", choice.exhaustive,
               "scan every object whole: slower, the same findings");
  app.add_flag("--verify-packs", choice.verify_packs,
               "compute the checksums of packs and their indexes");
  app.add_flag("--allow-missing", choice.allow_missing,
               "a partial clone's missing blobs are no error");
  app.add_option("--max-memory", choice.max_memory,
                 "what objects may take (default: 1/4 of it, at most 2G)")
      ->transform(CLI::AsSizeValue(false))
      ->type_name("SIZE");
}

}  // namespace

Action define_git(CLI::App& app) {
  auto options = std::make_unique<Options>();
  app.add_option("REPO", options->choice.repository,
                 "a folder in the repository (default: this one)")
      ->type_name("")
      ->group("Arguments");
  app.add_flag("--staged", options->staged, "what the next commit would add");
  app.add_flag("--worktree", options->worktree, "what is not committed yet");
  add_history_flags(app, options->choice);
  add_repeatable(app, "--exclude", options->flags.exclude, "GLOB",
                 "leave out, as in a .gitignore; repeatable");
  add_scan_flags(app, options->flags);
  app.footer("stanch git --staged");
  return [options = std::move(options)] {
    if (options->staged && options->worktree) {
      return fail_with({ErrorKind::kUsage,
                        "git: --staged and --worktree exclude each other"});
    }
    if (options->staged) options->choice.view = GitView::kStaged;
    if (options->worktree) options->choice.view = GitView::kWorktree;
    return run_scan(options->flags, git_target(options->choice));
  };
}

}  // namespace stanch
