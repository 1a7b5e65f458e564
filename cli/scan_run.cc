// SPDX-License-Identifier: Apache-2.0
//
// Order matters: what the user wrote is checked first, all of it, so that a
// typo costs no scan; a source that cannot even be opened makes a report too,
// one that says the run is incomplete.
#include "cli/scan_run.h"

#include <algorithm>
#include <ctime>
#include <memory>
#include <optional>
#include <string_view>

#include <fmt/core.h>

#include "cli/confirm_scan.h"
#include "cli/declared_table.h"
#include "cli/exit_code.h"
#include "cli/fingerprint_key.h"
#include "cli/interruption.h"
#include "cli/inventory_place.h"
#include "cli/known.h"
#include "cli/program.h"
#include "cli/progress_line.h"
#include "cli/reports.h"
#include "cli/settings.h"
#include "files/window_reader.h"
#include "inventory/annotate.h"
#include "inventory/sink.h"
#include "rules/words.h"

namespace stanch {
namespace {

// What filters read round a match: docs/rules.md, `context`, and a line's end.
constexpr std::size_t kAroundMatch = 4096;

std::size_t count_places(const std::vector<Finding>& findings) {
  std::size_t out = 0;
  for (const Finding& finding : findings) {
    out += 1 + finding.other_places.size();
  }
  return out;
}

PipelineResult unopened(const ScanTarget& target, const Error& error) {
  PipelineResult result;
  result.summary.complete = false;
  result.summary.skipped.push_back({target.name, error.message});
  return result;
}

// A member of an archive may be called by a secret, which other places and what
// was skipped would then show.
void mask_names(PipelineResult& result) {
  constexpr std::string_view kMask = "REDACTED";
  auto is_name = [](const Occurrence& place) {
    return std::ranges::any_of(
        place.provenance.attributes,
        [](const auto& attribute) { return attribute.first == "part"; });
  };
  for (const Finding& named : result.findings) {
    if (!is_name(named.place) &&
        std::ranges::none_of(named.other_places, is_name)) {
      continue;
    }
    std::string_view secret = named.secret.reveal();
    if (secret.empty()) continue;
    auto mask = [&](std::string& text) {
      for (std::size_t at = text.find(secret); at != text.npos;
           at = text.find(secret, at + kMask.size())) {
        text.replace(at, secret.size(), kMask);
      }
    };
    for (Finding& finding : result.findings) {
      mask(finding.place.provenance.path);
      for (Occurrence& other : finding.other_places) {
        mask(other.provenance.path);
      }
    }
    for (Skipped& skipped : result.summary.skipped) {
      mask(skipped.path);
      mask(skipped.reason);
    }
  }
}

void say_what_is_missing(const PipelineResult& result, const Reports& reports) {
  if (result.summary.interrupted) {
    say("interrupted; what was found until then is reported");
  }
  if (reports.shown_to_a_person()) return;
  for (const Skipped& item : result.summary.skipped) {
    if (item.why != Skipped::Why::kUnreadable) continue;
    say(fmt::format("{}: {}", item.path, item.reason));
  }
}

struct KeptInventory {
  Inventory inventory;
  std::vector<DeclaredRow> declared;
};

// Opened, and its declared table read, before anything is scanned.
Result<std::optional<KeptInventory>> open_kept(const ScanFlags& flags,
                                               const std::string& near) {
  auto place = wanted_inventory(flags.inventory);
  if (!place) return std::unexpected(std::move(place.error()));
  if (place->empty()) return std::nullopt;
  auto declared = load_declared(near);
  if (!declared) return std::unexpected(std::move(declared.error()));
  auto inventory = open_inventory(flags.inventory, Access::kWrite);
  if (!inventory) return std::unexpected(std::move(inventory.error()));
  return KeptInventory{std::move(*inventory), std::move(*declared)};
}

// The inventory is one more report, and the first: the others tell what it
// knows. What was left out because it is known, or because it was told to, must
// not look as if it were gone.
int keep(const ScanFlags& flags, RunScope scope, PipelineResult& result,
         KeptInventory& kept) {
  scope.is_whole = scope.is_whole && flags.only.empty() &&
                   flags.exclude.empty() && !result.left_out_known;
  bool is_whole = scope.is_whole && result.summary.complete;
  InventorySink sink(kept.inventory, std::move(scope), std::string(version()),
                     std::move(kept.declared));
  Result<void> done = sink.begin(result.summary);
  for (const Finding& finding : result.findings) {
    if (done) done = sink.accept(finding);
  }
  if (done) done = sink.end(result.summary);
  if (done) done = note_verdicts(kept.inventory, result.findings);
  if (!done) return fail_with(done.error());
  for (const std::string& place : sink.unused_rows()) {
    if (is_whole) say(place + ": [[secret]] matches nothing that was found");
  }
  done = annotate(kept.inventory, result.findings);
  if (!done) return fail_with(done.error());
  auto ignored = std::ranges::count_if(
      result.findings, [](const Finding& each) { return bool(each.ignored); });
  result.summary.ignored = static_cast<std::uint64_t>(ignored);
  result.summary.secrets -= result.summary.ignored;
  return kExitClean;
}

int exit_code(const PipelineResult& result, int of_findings, int of_reports) {
  if (result.summary.interrupted) return 128 + interrupting_signal();
  if (of_reports != kExitClean) return of_reports;
  int code = result.summary.secrets == 0 ? kExitClean : of_findings;
  if (code == kExitClean && !result.summary.complete) return kExitIncomplete;
  return code;
}

// How many findings were left out for being less sure than that.
std::uint64_t drop_doubtful(std::vector<Finding>& findings, Confidence least) {
  return std::erase_if(findings, [&](const Finding& finding) {
    return finding.confidence < least;
  });
}

}  // namespace

Confidence least_confidence(const ScanFlags& flags, const Config& config) {
  for (const auto& [name, level] : kConfidences) {
    if (name == flags.min_confidence) return level;
  }
  if (flags.compat == "gitleaks") return Confidence::kLow;
  return config.min_confidence;
}

std::size_t window_overlap(const RuleDatabase& database) {
  return std::max(WindowOptions{}.overlap,
                  database.longest_match() + kAroundMatch);
}

int run_scan(const ScanFlags& flags, ScanTarget target) {
  std::optional<Reports> reports;
  std::optional<KeptInventory> inventory;
  std::unique_ptr<ConfirmScan> confirm;
  std::string near = target.config_near;
  std::function<RunScope()> scope = std::move(target.scope);
  auto open = [&]() -> Result<void> {
    auto opened = Reports::open(flags);
    if (!opened) return std::unexpected(std::move(opened.error()));
    reports.emplace(std::move(*opened));
    auto kept = open_kept(flags, near);
    if (!kept) return std::unexpected(std::move(kept.error()));
    inventory = std::move(*kept);
    auto asked = ConfirmScan::open(flags, near);
    if (!asked) return std::unexpected(std::move(asked.error()));
    confirm = std::move(*asked);
    return {};
  };
  return run_scan(flags, std::move(target), open, [&](PipelineResult& result) {
    if (confirm != nullptr) {
      confirm->ask(result.findings,
                   inventory ? &inventory->inventory : nullptr);
    }
    say_what_is_missing(result, *reports);
    int kept = kExitClean;
    if (inventory) {
      kept = keep(flags, scope(), result, *inventory);
    }
    int written = std::max(kept, reports->write(result));
    return exit_code(result, flags.exit_code, written);
  });
}

int run_scan(const ScanFlags& flags, ScanTarget target,
             const std::function<Result<void>()>& open,
             const std::function<int(PipelineResult&)>& finish) {
  std::string_view key = fingerprint_key();
  if (auto checked = check_flags(flags); !checked) {
    return fail_with(checked.error());
  }
  auto settings = load_settings({.option = flags.config,
                                 .target = target.config_near,
                                 .like_gitleaks = flags.compat == "gitleaks",
                                 .scans_files = target.is_files,
                                 .only = flags.only});
  if (!settings) return fail_with(settings.error());
  for (const std::string& warning : settings->config.warnings) say(warning);
  auto database =
      RuleDatabase::compile(settings->rules, settings->config.allows);
  if (!database) return fail_with(database.error());
  auto known = load_known(flags, target.config_near, *settings, key);
  if (!known) return fail_with(known.error());
  if (auto opened = open(); !opened) return fail_with(opened.error());

  const std::int64_t began = std::time(nullptr);
  PipelineOptions options{
      .threads = static_cast<unsigned>(flags.threads),
      .scan = {.fingerprint_key = key,
               .honour_comments = !flags.no_allow_comments,
               .decode_depth = static_cast<unsigned>(flags.decode_depth),
               .now = began},
      .interrupted = &interrupted()};
  ScanRequest request{
      .database = *database,
      .options = options,
      .allows = settings->config.allows,
      .exclude = std::move(settings->config.exclude),
      .overlap = window_overlap(*database),
      .archive_depth = static_cast<unsigned>(flags.archive_depth)};
  std::ranges::copy(flags.exclude, std::back_inserter(request.exclude));
  auto scanned = [&] {
    ScanProgress progress;
    ReadProgress read;
    request.progress = &progress;
    if (flags.progress == "auto") options.progress = &read;
    ProgressLine line(progress, read, flags.progress == "auto");
    return target.scan(request);
  }();
  if (!scanned && scanned.error().kind == ErrorKind::kUsage) {
    return fail_with(scanned.error());
  }
  PipelineResult result =
      scanned ? std::move(*scanned) : unopened(target, scanned.error());
  result.summary.target = target.name;
  result.summary.began = began;
  if (auto& repository = result.summary.repository;
      repository && !flags.platform.empty()) {
    repository->forge = flags.platform;
  }
  for (const Allow& allow : settings->expired) {
    result.summary.skipped.push_back(
        {settings->found.path,
         fmt::format("[[allow]] \"{}\" expired on {}", allow.reason,
                     allow.expires),
         Skipped::Why::kByRule});
  }
  std::ranges::sort(result.summary.skipped);
  result.summary.doubtful =
      drop_doubtful(result.findings, least_confidence(flags, settings->config));
  mask_names(result);
  std::size_t places = count_places(result.findings);
  known->drop_from(result.findings);
  result.left_out_known = count_places(result.findings) < places;
  result.summary.secrets = result.findings.size();
  return finish(result);
}

}  // namespace stanch
