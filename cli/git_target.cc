// SPDX-License-Identifier: Apache-2.0
#include "cli/git_target.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <iterator>
#include <utility>

#include <fmt/core.h>

#include "cli/ci_range.h"
#include "cli/console.h"
#include "cli/excluding_source.h"
#include "cli/layer_state.h"
#include "cli/scan_scope.h"
#include "cli/sources.h"
#include "files/opening_source.h"
#include "git/clone.h"
#include "git/range_source.h"
#include "git/refs.h"
#include "git/remote_url.h"
#include "git/repository.h"
#include "git/repository_note.h"
#include "git/staged_source.h"
#include "git/submodules.h"
#include "git/worktree_source.h"
#include "history/history_scan.h"

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

// Its archives opened, and without what is excluded.
std::unique_ptr<Source> opened(std::unique_ptr<Source> source,
                               const ScanRequest& request) {
  return opening(excluding(std::move(source), request.exclude),
                 {.windows = {.overlap = request.overlap},
                  .archive_depth = request.archive_depth});
}

Result<PipelineResult> scan_uncommitted(const GitChoice& choice,
                                        const ScanRequest& request) {
  auto source = GitSource::open(choice.repository, choice.view);
  if (!source) return std::unexpected(std::move(source.error()));
  return run_source(opened(std::move(*source), request), request);
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
  return run_source(opened(std::move(*source), request), request);
}

// Adds what a submodule's history holds, its paths as they are below the whole.
void add_submodule(const std::string& path, PipelineResult part,
                   PipelineResult& whole) {
  auto move_below = [&](Occurrence& place) {
    std::string& name = place.provenance.path;
    if (!name.empty()) name = path + "/" + name;
    place.provenance.attributes.emplace_back("submodule", path);
  };
  for (Finding& finding : part.findings) {
    move_below(finding.place);
    std::ranges::for_each(finding.other_places, move_below);
    whole.findings.push_back(std::move(finding));
  }
  RunSummary& summary = whole.summary;
  for (Skipped& skipped : part.summary.skipped) {
    skipped.path = path + ": " + skipped.path;
    summary.skipped.push_back(std::move(skipped));
  }
  summary.complete = summary.complete && part.summary.complete;
  summary.interrupted = summary.interrupted || part.summary.interrupted;
  summary.bytes += part.summary.bytes;
  summary.blobs += part.summary.blobs;
  summary.secrets += part.summary.secrets;
  summary.seconds += part.summary.seconds;
}

Result<void> scan_submodules(const RuleDatabase& database,
                             HistoryOptions options, PipelineResult& result) {
  auto layout = find_layout(options.repository);
  if (!layout) return std::unexpected(std::move(layout.error()));
  Submodules submodules = find_submodules(*layout);
  std::ranges::move(submodules.skipped,
                    std::back_inserter(result.summary.skipped));
  for (const Skipped& skipped : submodules.skipped) {
    if (skipped.why == Skipped::Why::kUnreadable) {
      result.summary.complete = false;
    }
  }
  for (const Submodule& submodule : submodules.present) {
    options.repository = submodule.git_dir;
    auto part = scan_history(database, options);
    if (part) {
      add_submodule(submodule.path, std::move(*part), result);
    } else {
      result.summary.skipped.push_back({submodule.path, part.error().message});
      result.summary.complete = false;
    }
  }
  return {};
}

Result<PipelineResult> scan_all(const GitChoice& choice,
                                const ScanRequest& request) {
  HistoryOptions options{
      .repository = choice.repository,
      .threads = request.options.threads,
      .scan = request.options.scan,
      .archives = {.depth = request.archive_depth, .overlap = request.overlap},
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
  auto result = scan_history(request.database, options);
  if (!result || !choice.submodules) return result;
  auto done = scan_submodules(request.database, options, *result);
  if (!done) return std::unexpected(std::move(done.error()));
  return result;
}

Result<PipelineResult> scan_here(const GitChoice& choice,
                                 const ScanRequest& request);

// What the job of a CI system is about. A clone that has not enough of it is an
// error that says what to set in that system.
Result<PipelineResult> scan_ci(GitChoice choice, const ScanRequest& request) {
  const CiPlan plan = *std::exchange(choice.ci, std::nullopt);
  auto told = [&](std::string_view scope) {
    say(fmt::format("{}, {}: {}", plan.system, plan.event, scope));
  };
  switch (plan.scope) {
    case CiPlan::Scope::kNothing:
      told("nothing to scan");
      return PipelineResult{};
    case CiPlan::Scope::kHistory:
      told("the whole history");
      return scan_here(choice, request);
    case CiPlan::Scope::kCommits:
      break;
  }
  auto commits = commits_of(plan, choice.repository);
  if (!commits) return std::unexpected(std::move(commits.error()));
  choice.commits = std::move(*commits);
  told(choice.commits.ranges.front());
  auto result = scan_here(choice, request);
  if (!result && result.error().kind == ErrorKind::kUnreadable) {
    result.error().message += "; in this job: " + plan.how_to_deepen;
  }
  return result;
}

Result<PipelineResult> scan_here(const GitChoice& choice,
                                 const ScanRequest& request) {
  if (choice.ci) return scan_ci(choice, request);
  bool in_history = choice.view == GitView::kHistory;
  auto result = !in_history              ? scan_uncommitted(choice, request)
                : choice.commits.empty() ? scan_all(choice, request)
                                         : scan_range(choice, request);
  if (!result) return result;
  if (auto layout = find_layout(choice.repository)) {
    result->summary.repository = note_of(*layout);
  }
  return result;
}

// A copy of a repository that is elsewhere, and then that.
Result<PipelineResult> scan_elsewhere(GitChoice choice,
                                      const ScanRequest& request) {
  auto url = parse_remote_url(choice.repository);
  if (!url) return std::unexpected(std::move(url.error()));
  if (choice.view != GitView::kHistory) {
    return fail(ErrorKind::kUsage,
                "git: --staged and --worktree need a repository that is here");
  }
  if (url->is_insecure) {
    say(fmt::format(
        "{} is fetched unencrypted: anybody on the way can read and "
        "change it",
        url->shown));
  }
  bool is_watched = request.progress != nullptr && ::isatty(STDERR_FILENO) == 1;
  CloneOptions options{.cache_dir = choice.cache_dir,
                       .is_watched = is_watched,
                       .interrupted = request.options.interrupted};
  if (is_watched) options.progress = show;
  auto clone = Clone::make(*url, options);
  if (!clone) return std::unexpected(std::move(clone.error()));
  const std::string address = std::exchange(choice.repository, clone->path());
  auto result = scan_here(choice, request);
  if (result && result->summary.repository) {
    RepositoryNote& note = *result->summary.repository;
    note.web = web_page(address);
    note.forge = forge_of(note.web);
  }
  return result;
}

std::string name_of(const GitChoice& choice) {
  std::string name = "git";
  if (!choice.repository.empty()) {
    name += " " + without_users(choice.repository);
  }
  if (choice.view == GitView::kStaged) name += " --staged";
  if (choice.view == GitView::kWorktree) name += " --worktree";
  return name;
}

}  // namespace

ScanTarget git_target(GitChoice choice) {
  bool is_elsewhere = looks_like_url(choice.repository);
  std::string near =
      choice.repository.empty() || is_elsewhere ? "." : choice.repository;
  std::string name = name_of(choice);
  auto scope = [choice] { return git_scope(choice); };
  return {.name = std::move(name),
          .config_near = std::move(near),
          .scan =
              [choice = std::move(choice),
               is_elsewhere](const ScanRequest& request) {
                return is_elsewhere ? scan_elsewhere(choice, request)
                                    : scan_here(choice, request);
              },
          .scope = std::move(scope)};
}

}  // namespace stanch
