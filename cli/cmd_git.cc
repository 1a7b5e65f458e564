// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/ci_environment.h"
#include "cli/command.h"
#include "cli/git_target.h"
#include "cli/gitleaks_flags.h"
#include "git/log_opts.h"

namespace stanch {

namespace {

struct GitFlags {
  GitChoice choice;
  std::string log_opts;
  bool staged = false;
  bool worktree = false;
  bool ci = false;
  ScanFlags flags;
  GitleaksFlags words;
  std::string source;
};

void add_commit_flags(CLI::App& app, GitFlags& options) {
  CommitChoice& commits = options.choice.commits;
  add_repeatable(app, "--range", commits.ranges, "A..B",
                 "only what these commits add; repeatable");
  app.add_option("--since", commits.since,
                 "only what commits since a date or a revision add")
      ->type_name("WHEN");
  app.add_option("--max-count", commits.max_count,
                 "only what the newest commits add")
      ->type_name("N");
  app.add_flag("--first-parent", commits.first_parent,
               "follow only the first parent of merges");
  app.add_option("--log-opts", options.log_opts,
                 "choose commits as gitleaks does: \"--all --since=...\"")
      ->type_name("OPTIONS");
}

void add_history_flags(CLI::App& app, GitChoice& choice) {
  add_repeatable(app, "--refs", choice.refs, "GLOB",
                 "only commits that these refs reach; repeatable");
  add_repeatable(app, "--branch", choice.branches, "NAME",
                 "only commits that this branch reaches; repeatable");
  app.add_flag("--reachable", choice.reachable,
               "only commits that any ref reaches");
  app.add_flag("--exhaustive", choice.exhaustive,
               "scan every object whole: slower, finds the same");
  app.add_flag("--verify-packs", choice.verify_packs,
               "compute the checksums of packs and their indexes");
  app.add_flag("--allow-missing", choice.allow_missing,
               "a partial clone's missing blobs are no error");
  app.add_flag("--submodules", choice.submodules,
               "the histories of submodules that are here, too");
  app.add_option("--cache-dir", choice.cache_dir,
                 "keep there, and bring up to date, copies of URLs")
      ->type_name("DIR");
  app.add_option("--state", choice.state, "remember there what was scanned")
      ->type_name("FILE");
  app.add_option("--max-memory", choice.max_memory,
                 "what objects may take (default: up to 2G)")
      ->transform(CLI::AsSizeValue(false).description(""))
      ->type_name("SIZE");
}

// The commits that the job of a CI system is about.
Result<void> settle_ci(GitFlags& options) {
  GitChoice& choice = options.choice;
  if (options.staged || options.worktree || !options.log_opts.empty() ||
      !choice.commits.empty()) {
    return fail(ErrorKind::kUsage,
                "git: --ci chooses the commits itself: give it or --range, "
                "--since, --max-count, --log-opts, --staged, --worktree");
  }
  auto input = read_ci_input();
  if (!input) return std::unexpected(std::move(input.error()));
  auto plan = plan_of(*input);
  if (!plan) return std::unexpected(std::move(plan.error()));
  choice.ci = std::move(*plan);
  return {};
}

// Puts together what the options say. kUsage where they contradict each other.
Result<void> settle(GitFlags& options) {
  GitChoice& choice = options.choice;
  auto wrong = [](const char* message) {
    return fail(ErrorKind::kUsage, message);
  };
  if (options.staged && options.worktree) {
    return wrong("git: --staged and --worktree exclude each other");
  }
  if (options.staged) choice.view = GitView::kStaged;
  if (options.worktree) choice.view = GitView::kWorktree;
  if (!options.log_opts.empty()) {
    if (!choice.commits.empty()) {
      return wrong(
          "git: --log-opts stands for --range, --since, --max-count "
          "and --first-parent: give one or the others");
    }
    auto parsed = parse_log_opts(options.log_opts);
    if (!parsed) return std::unexpected(std::move(parsed.error()));
    choice.commits = std::move(*parsed);
  }
  bool in_part = !choice.commits.empty();
  bool reaches = choice.reachable || !choice.refs.empty();
  if (choice.view != GitView::kHistory &&
      (in_part || reaches || !choice.branches.empty())) {
    return wrong("git: --staged and --worktree look at no commits");
  }
  if (!choice.state.empty() &&
      (in_part || reaches || !choice.branches.empty() ||
       choice.view != GitView::kHistory)) {
    return wrong("git: --state is for the whole history");
  }
  if (in_part && reaches) {
    return wrong(
        "git: --refs and --reachable choose from the whole history; "
        "with a range, a date or a count give --branch");
  }
  if (in_part) {
    choice.commits.branches = std::exchange(choice.branches, {});
  }
  return {};
}

}  // namespace

Action define_git(CLI::App& app) {
  auto options = std::make_unique<GitFlags>();
  app.add_option("REPO", options->choice.repository,
                 "in the repository, or its URL (default: here)")
      ->type_name("")
      ->group("Arguments");
  app.add_flag("--ci", options->ci,
               "what this job of a CI system is about (docs/ci.md)");
  app.add_flag("--staged", options->staged, "what the next commit would add");
  app.add_flag("--worktree", options->worktree, "what is not committed yet");
  add_commit_flags(app, *options);
  add_history_flags(app, options->choice);
  add_repeatable(app, "--exclude", options->flags.exclude, "GLOB",
                 "leave out, as in a .gitignore; repeatable");
  add_scan_flags(app, options->flags);
  add_gitleaks_flags(app, options->words, "");
  app.add_option("-s,--source", options->source, "as REPO")->group("");
  app.footer("stanch git --range origin/main..HEAD");
  return [options = std::move(options)] {
    if (options->choice.repository.empty()) {
      options->choice.repository = options->source;
    }
    auto worded = settle_gitleaks_flags(options->words, options->flags);
    if (!worded) return fail_with(worded.error());
    if (options->ci) {
      auto settled = settle_ci(*options);
      if (!settled) return fail_with(settled.error());
    }
    if (auto settled = settle(*options); !settled) {
      return fail_with(settled.error());
    }
    return run_scan(options->flags, git_target(options->choice));
  };
}

}  // namespace stanch
