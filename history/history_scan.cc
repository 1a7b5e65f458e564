// SPDX-License-Identifier: Apache-2.0
#include "history/history_scan.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "history/attribution.h"
#include "history/missing_blobs.h"
#include "history/read_commits.h"
#include "history/scan_state.h"
#include "history/secret_numbers.h"
#include "history/shallow_depth.h"
#include "history/story_findings.h"

namespace stanch {
namespace {

constexpr std::uint64_t kGibibyte = std::uint64_t{1} << 30;
// What Hyperscan takes in one call.
constexpr std::uint64_t kLongestText = 4 * kGibibyte - 1;

std::uint64_t default_memory() {
  auto pages = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES));
  auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGE_SIZE));
  return std::min(pages * page / 4, 2 * kGibibyte);
}

// "what: why", or "object ID in a pack is damaged: why", as one who reads the
// report sees it.
Skipped to_skipped(const std::string& problem) {
  constexpr std::string_view kObject = "object ";
  std::size_t from = problem.starts_with(kObject) ? kObject.size() : 0;
  std::size_t end =
      from == 0 ? problem.find(": ") : problem.find_first_of(": ", from);
  if (end == problem.npos) return {problem, "cannot be read"};
  std::size_t reason = problem.find_first_not_of(": ", end);
  return {problem.substr(0, end), problem.substr(reason)};
}

class HistoryRun {
 public:
  HistoryRun(const RuleDatabase& database, const HistoryOptions& options,
             ObjectStore store, std::uint64_t memory)
      : database_(database),
        options_(options),
        store_(std::move(store)),
        pool_(options.threads, options.interrupted),
        telling_(options.threads),
        memory_(memory),
        budget_(memory),
        verdicts_(database) {}

  Result<PipelineResult> run();

 private:
  // Those of all packs, made when first asked for.
  std::span<const DeltaForest> forests();
  void find_problems();
  void find_missing();
  void read_state();
  Result<void> write_state(const ObjectScanResult& scanned);
  ObjectScanResult scan();
  CommitTable table_of(std::vector<CommitHeads> seen);
  Result<void> tell_stories(ObjectScanResult& scanned);
  Result<Attribution> attribute_flagged(const CommitTable& commits,
                                        const RefTips& tips,
                                        const Flagged& flagged,
                                        TreeChanges trees);
  Flagged flagged_for(const SecretNumbers& secrets);
  // What was mapped of them so far; the next phase reads elsewhere.
  void forget_packs() {
    for (const Pack& pack : store_.packs()) pack.forget(0, pack.entries());
  }
  void add_problem(const std::string& problem) {
    result_.summary.skipped.push_back(to_skipped(problem));
  }

  const RuleDatabase& database_;
  const HistoryOptions& options_;
  ObjectStore store_;
  TaskPool pool_;
  TaskPool
      telling_;  // goes on after an interruption: what was found is told of
  std::uint64_t memory_;
  MemoryBudget budget_;
  std::vector<DeltaForest> forests_;
  VerdictTable verdicts_;
  ScanState state_;
  std::vector<FlaggedObject> flagged_;
  std::vector<const FlaggedObject*> flagged_blobs_;
  PipelineResult result_;
};

std::span<const DeltaForest> HistoryRun::forests() {
  while (forests_.size() < store_.packs().size()) {
    forests_.emplace_back(store_, static_cast<std::uint32_t>(forests_.size()),
                          result_.summary.interrupted ? telling_ : pool_);
  }
  return forests_;
}

// What is not here, though nothing is damaged.
void HistoryRun::find_missing() {
  const Layout& layout = store_.layout();
  auto& skipped = result_.summary.skipped;
  if (!layout.shallow.empty()) {
    auto depth = shallow_depth(store_);
    skipped.push_back(
        {"shallow clone",
         fmt::format("{}the history before {} was not fetched "
                     "(git fetch --unshallow)",
                     depth ? fmt::format("its depth is {}; ", *depth) : "",
                     layout.shallow.size() == 1
                         ? "commit " + hex(layout.shallow.front())
                         : fmt::format("{} commits", layout.shallow.size())),
         Skipped::Why::kByRule});
  }
  if (!layout.partial) return;
  std::uint64_t missing =
      count_missing_blobs(store_, forests(), pool_, budget_);
  if (missing == 0) return;
  skipped.push_back(
      {"partial clone",
       fmt::format("{} blobs were not fetched{}", missing,
                   options_.allow_missing ? "" : " (--allow-missing)"),
       options_.allow_missing ? Skipped::Why::kByRule
                              : Skipped::Why::kUnreadable});
}

void HistoryRun::find_problems() {
  for (const std::string& problem : store_.layout().problems) {
    add_problem(problem);
  }
  for (const StoreProblem& problem : store_.problems()) {
    result_.summary.skipped.push_back({problem.path, problem.reason});
  }
}

Flagged HistoryRun::flagged_for(const SecretNumbers& secrets) {
  Flagged out;
  out.secrets = static_cast<std::uint32_t>(secrets.names().size());
  std::vector<std::uint32_t> found;
  for (const FlaggedObject& object : flagged_) {
    if (object.type == ObjectType::kBlob) {
      flagged_blobs_.push_back(&object);
      out.blobs.push_back(object.id);
      continue;
    }
    found.clear();
    secrets.find(object, {}, found);
    for (std::uint32_t secret : found) {
      out.messages.push_back({secret, object.type, object.id});
    }
  }
  out.secrets_at = [this, &secrets](std::uint32_t blob, std::string_view path,
                                    std::vector<std::uint32_t>& at) {
    if (options_.is_excluded && options_.is_excluded(path)) return;
    secrets.find(*flagged_blobs_[blob], path, at);
  };
  return out;
}

Result<Attribution> HistoryRun::attribute_flagged(const CommitTable& commits,
                                                  const RefTips& tips,
                                                  const Flagged& flagged,
                                                  TreeChanges trees) {
  std::optional<CommitSet> selected;
  if (options_.selection.restricts()) {
    auto chosen = select(commits, tips, options_.selection);
    if (!chosen) return std::unexpected(std::move(chosen.error()));
    selected = std::move(*chosen);
  }
  return attribute(store_, commits, tips, flagged, std::move(trees),
                   {.selected = selected ? &*selected : nullptr});
}

// A scan of what is new did not see the commits that are not, nor one that was
// interrupted those that were to come.
CommitTable HistoryRun::table_of(std::vector<CommitHeads> seen) {
  if (options_.state.empty() && !result_.summary.interrupted) {
    return CommitTable::join(std::move(seen), store_.layout().hash);
  }
  std::vector<std::string> problems;
  MemoryBudget budget(memory_);  // the walk that was stopped holds some of ours
  auto out = read_commits(store_, forests(), telling_, budget, problems);
  for (const std::string& problem : problems) add_problem(problem);
  return out;
}

// From here on it costs something, so only when something was found.
Result<void> HistoryRun::tell_stories(ObjectScanResult& scanned) {
  SecretNumbers secrets(flagged_, verdicts_);
  Flagged flagged = flagged_for(secrets);
  const AttributionOptions options{
      .threads = telling_.workers(), .forests = forests(), .memory = memory_};
  // Commits and refs keep one thread busy, while trees can use them all.
  auto trees = std::async(
      telling_.workers() > 1 ? std::launch::async : std::launch::deferred,
      [&] { return read_trees(store_, flagged, options); });
  CommitTable commits = table_of(std::move(scanned.commits));
  for (const StoreProblem& problem : commits.problems()) {
    result_.summary.skipped.push_back(
        {"object " + problem.path, problem.reason});
  }
  RefTips tips = RefTips::read(store_, commits);
  for (const std::string& problem : tips.problems()) add_problem(problem);
  auto attribution = attribute_flagged(commits, tips, flagged, trees.get());
  forget_packs();
  if (!attribution) return std::unexpected(std::move(attribution.error()));
  for (const StoreProblem& problem : attribution->problems) {
    result_.summary.skipped.push_back(
        {"object " + problem.path, problem.reason});
  }
  auto clock = std::chrono::system_clock::now().time_since_epoch();
  std::int64_t now =
      options_.now != 0
          ? options_.now
          : std::chrono::duration_cast<std::chrono::seconds>(clock).count();
  std::vector<std::string> problems;
  result_.findings = story_findings({.store = store_,
                                     .database = database_,
                                     .scan = options_.scan,
                                     .archives = options_.archives,
                                     .commits = commits,
                                     .tips = tips,
                                     .attribution = *attribution,
                                     .secrets = secrets,
                                     .flagged = flagged_,
                                     .blobs = flagged.blobs,
                                     .now = now},
                                    telling_, problems);
  for (const std::string& problem : problems) add_problem(problem);
  return {};
}

void HistoryRun::read_state() {
  if (options_.state.empty()) return;
  auto state = ScanState::read(options_.state, options_.state_fingerprint);
  if (state) {
    state_ = std::move(*state);
    return;
  }
  result_.summary.skipped.push_back(
      {options_.state, state.error().message + ": everything is scanned",
       Skipped::Why::kByRule});
}

// Only what a whole run has scanned is worth remembering.
Result<void> HistoryRun::write_state(const ObjectScanResult& scanned) {
  if (options_.state.empty() || !result_.summary.complete) return {};
  ScanStateWriter writer(options_.state_fingerprint);
  writer.keep(state_);
  for (const ObjectId& id : scanned.scanned) writer.add(id);
  for (const Pack& pack : store_.packs()) writer.add_pack(pack.checksum());
  return writer.write(options_.state);
}

ObjectScanResult HistoryRun::scan() {
  ObjectScanOptions options{.scan = options_.scan,
                            .exhaustive = options_.exhaustive,
                            .archives = options_.archives,
                            .remember = !options_.state.empty(),
                            .progress = options_.progress};
  if (!state_.objects().empty() || !state_.packs().empty()) {
    options.is_known = [this](const ObjectId& id) { return state_.has(id); };
    options.is_known_pack = [this](const ObjectId& checksum) {
      return state_.has_pack(checksum);
    };
  }
  bool all_known = std::ranges::all_of(
      store_.packs(),
      [this](const Pack& pack) { return state_.has_pack(pack.checksum()); });
  std::span<const DeltaForest> walked;
  if (!all_known) walked = forests();
  return scan_objects(store_, walked, database_, verdicts_, pool_, budget_,
                      options);
}

Result<PipelineResult> HistoryRun::run() {
  auto started = std::chrono::steady_clock::now();
  find_problems();
  find_missing();
  read_state();
  ObjectScanResult scanned = scan();
  RunSummary& summary = result_.summary;
  summary.interrupted = pool_.stopped();
  forget_packs();
  for (const std::string& problem : scanned.problems) add_problem(problem);
  std::ranges::copy(scanned.skipped,
                    std::back_inserter(result_.summary.skipped));
  flagged_ = std::move(scanned.flagged);
  if (!flagged_.empty() || options_.selection.restricts()) {
    auto told = tell_stories(scanned);
    if (!told) return std::unexpected(std::move(told.error()));
  }
  std::ranges::sort(summary.skipped);
  auto twice = std::ranges::unique(summary.skipped);
  summary.skipped.erase(twice.begin(), twice.end());
  summary.complete =
      !summary.interrupted &&
      std::ranges::none_of(summary.skipped, [](const Skipped& skipped) {
        return skipped.why == Skipped::Why::kUnreadable;
      });
  auto written = write_state(scanned);
  if (!written) return std::unexpected(std::move(written.error()));
  summary.blobs = scanned.blobs;
  summary.unit = "object";
  summary.bytes = scanned.bytes;
  summary.secrets = result_.findings.size();
  summary.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started)
          .count();
  return std::move(result_);
}

}  // namespace

Result<PipelineResult> scan_history(const RuleDatabase& database,
                                    const HistoryOptions& options) {
  auto layout = find_layout(options.repository);
  if (!layout) return std::unexpected(std::move(layout.error()));
  std::uint64_t memory =
      options.max_memory != 0 ? options.max_memory : default_memory();
  auto store = ObjectStore::open(
      std::move(*layout), {.longest_object = std::min(memory, kLongestText),
                           .verify_packs = options.verify_packs});
  if (!store) return std::unexpected(std::move(store.error()));
  return HistoryRun(database, options, std::move(*store), memory).run();
}

}  // namespace stanch
