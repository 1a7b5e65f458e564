// SPDX-License-Identifier: Apache-2.0
#include "cli/git_target.h"

#include <ctime>
#include <utility>

#include <fmt/core.h>

#include "cli/excluding_source.h"
#include "cli/program.h"
#include "cli/sources.h"
#include "git/range_source.h"
#include "git/refs.h"
#include "git/repository.h"
#include "git/staged_source.h"
#include "git/worktree_source.h"
#include "history/history_scan.h"
#include "rules/fingerprint.h"

namespace stanch {
namespace {

// A repository and the source that borrows it.
class GitSource : public Source {
 public:
  static Result<std::unique_ptr<Source>> open(const std::string& path,
                                              GitView view) {
    auto repository = Repository::open(path);
    if (!repository) return std::unexpected(repository.error());
    auto out = std::make_unique<GitSource>(std::move(*repository));
    auto source = view == GitView::kStaged ? open_staged(out->repository_)
                                           : open_worktree(out->repository_);
    if (!source) return std::unexpected(source.error());
    out->source_ = std::move(*source);
    return out;
  }

  explicit GitSource(Repository repository)
      : repository_(std::move(repository)) {}

  void split(TaskContext& context) override { source_->split(context); }

 private:
  Repository repository_;
  std::unique_ptr<Source> source_;
};

Result<PipelineResult> scan_uncommitted(const GitChoice& choice,
                                        const ScanRequest& request) {
  auto source = GitSource::open(choice.repository, choice.view);
  if (!source) return std::unexpected(std::move(source.error()));
  return run_source(excluding(std::move(*source), request.exclude), request);
}

// What the chosen commits added, and what that is read from.
class RangeSource : public Source {
 public:
  static Result<std::unique_ptr<Source>> open(const GitChoice& choice) {
    auto layout = find_layout(choice.repository);
    if (!layout) return std::unexpected(std::move(layout.error()));
    auto refs = Refs::read(*layout);
    if (!refs) return std::unexpected(std::move(refs.error()));
    auto store = ObjectStore::open(std::move(*layout),
                                   {.verify_packs = choice.verify_packs});
    if (!store) return std::unexpected(std::move(store.error()));
    auto out = std::make_unique<RangeSource>(std::move(*store), *refs);
    auto source = open_range(out->store_, out->refs_,
                             {.choice = choice.commits,
                              .now = std::time(nullptr),
                              .allow_missing = choice.allow_missing});
    if (!source) return std::unexpected(std::move(source.error()));
    out->source_ = std::move(*source);
    return out;
  }

  RangeSource(ObjectStore store, const Refs& refs)
      : store_(std::move(store)), refs_(refs) {}

  void split(TaskContext& context) override {
    for (const StoreProblem& problem : store_.problems()) {
      context.skip({problem.path, problem.reason});
    }
    source_->split(context);
  }

 private:
  ObjectStore store_;
  Refs refs_;
  std::unique_ptr<Source> source_;
};

Result<PipelineResult> scan_range(const GitChoice& choice,
                                  const ScanRequest& request) {
  auto source = RangeSource::open(choice);
  if (!source) return std::unexpected(std::move(source.error()));
  return run_source(excluding(std::move(*source), request.exclude), request);
}

// Everything that decides what is found in an object.
Sha256 state_fingerprint(const ScanRequest& request) {
  std::string all =
      fmt::format("{}\n{}\n", version(), request.options.scan.honour_comments);
  all += hex(fingerprint_of(request.database.rules(), request.allows));
  for (const std::string& line : request.exclude) all += "\n" + line;
  return hmac_sha256(request.options.scan.fingerprint_key, all);
}

Result<PipelineResult> scan_all(const GitChoice& choice,
                                const ScanRequest& request) {
  HistoryOptions options{.repository = choice.repository,
                         .threads = request.options.threads,
                         .scan = request.options.scan,
                         .exhaustive = choice.exhaustive,
                         .verify_packs = choice.verify_packs,
                         .allow_missing = choice.allow_missing,
                         .max_memory = choice.max_memory,
                         .interrupted = request.options.interrupted,
                         .progress = request.progress};
  options.selection.globs = choice.refs;
  options.selection.branches = choice.branches;
  options.selection.reachable = choice.reachable;
  if (!choice.state.empty()) {
    options.state = choice.state;
    options.state_fingerprint = state_fingerprint(request);
  }
  options.is_excluded = excluded_paths(request.exclude);
  return scan_history(request.database, options);
}

std::string name_of(const GitChoice& choice) {
  std::string name = "git";
  if (!choice.repository.empty()) name += " " + choice.repository;
  if (choice.view == GitView::kStaged) name += " --staged";
  if (choice.view == GitView::kWorktree) name += " --worktree";
  return name;
}

}  // namespace

ScanTarget git_target(GitChoice choice) {
  std::string near = choice.repository.empty() ? "." : choice.repository;
  std::string name = name_of(choice);
  return {.name = std::move(name),
          .config_near = std::move(near),
          .scan = [choice = std::move(choice)](const ScanRequest& request) {
            if (choice.view != GitView::kHistory) {
              return scan_uncommitted(choice, request);
            }
            return choice.commits.empty() ? scan_all(choice, request)
                                          : scan_range(choice, request);
          }};
}

}  // namespace stanch
