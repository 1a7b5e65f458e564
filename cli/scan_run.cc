// SPDX-License-Identifier: Apache-2.0
//
// Order matters: what the user wrote is checked first, all of it, so that a
// typo costs no scan; a source that cannot even be opened makes a report too,
// one that says the run is incomplete.
#include "cli/scan_run.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <optional>
#include <string_view>

#include <fmt/core.h>

#include "cli/exit_code.h"
#include "cli/interruption.h"
#include "cli/known.h"
#include "cli/progress_line.h"
#include "cli/reports.h"
#include "cli/settings.h"
#include "core/secret.h"
#include "files/window_reader.h"
#include "rules/words.h"

namespace stanch {
namespace {

// What filters read round a match: docs/rules.md, `context`, and a line's end.
constexpr std::size_t kAroundMatch = 4096;

// The key of the fingerprints, taken out of the environment so that neither a
// child nor /proc shows it.
class FingerprintKey {
 public:
  FingerprintKey() {
    char* value = std::getenv("STANCH_KEY");
    if (value == nullptr) return;
    key_ = value;
    wipe(value, std::strlen(value));
    ::unsetenv("STANCH_KEY");
  }
  ~FingerprintKey() { wipe(key_.data(), key_.size()); }
  FingerprintKey(const FingerprintKey&) = delete;
  FingerprintKey& operator=(const FingerprintKey&) = delete;

  std::string_view bytes() const { return key_; }

 private:
  std::string key_;
};

PipelineResult unopened(const ScanTarget& target, const Error& error) {
  PipelineResult result;
  result.summary.complete = false;
  result.summary.skipped.push_back({target.name, error.message});
  return result;
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

int exit_code(const PipelineResult& result, int of_findings, int of_reports) {
  if (result.summary.interrupted) return 128 + interrupting_signal();
  if (of_reports != kExitClean) return of_reports;
  int code = result.findings.empty() ? kExitClean : of_findings;
  if (code == kExitClean && !result.summary.complete) return kExitIncomplete;
  return code;
}

// The least confidence that is reported. Who asks for gitleaks' own faults gets
// all that it would report.
Confidence least_confidence(const ScanFlags& flags, const Config& config) {
  for (const auto& [name, level] : kConfidences) {
    if (name == flags.min_confidence) return level;
  }
  if (flags.compat == "gitleaks") return Confidence::kLow;
  return config.min_confidence;
}

// How many findings were left out for being less sure than that.
std::uint64_t drop_doubtful(std::vector<Finding>& findings, Confidence least) {
  return std::erase_if(findings, [&](const Finding& finding) {
    return finding.confidence < least;
  });
}

}  // namespace

std::size_t window_overlap(const RuleDatabase& database) {
  return std::max(WindowOptions{}.overlap,
                  database.longest_match() + kAroundMatch);
}

int run_scan(const ScanFlags& flags, ScanTarget target) {
  std::optional<Reports> reports;
  auto open = [&]() -> Result<void> {
    auto opened = Reports::open(flags);
    if (!opened) return std::unexpected(std::move(opened.error()));
    reports.emplace(std::move(*opened));
    return {};
  };
  return run_scan(
      flags, std::move(target), open, [&](const PipelineResult& result) {
        say_what_is_missing(result, *reports);
        return exit_code(result, flags.exit_code, reports->write(result));
      });
}

int run_scan(const ScanFlags& flags, ScanTarget target,
             const std::function<Result<void>()>& open,
             const std::function<int(const PipelineResult&)>& finish) {
  FingerprintKey key;
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
  auto known = load_known(flags, target.config_near, *settings, key.bytes());
  if (!known) return fail_with(known.error());
  if (auto opened = open(); !opened) return fail_with(opened.error());

  PipelineOptions options{.threads = static_cast<unsigned>(flags.threads),
                          .scan = {.fingerprint_key = key.bytes(),
                                   .honour_comments = !flags.no_allow_comments,
                                   .now = std::time(nullptr)},
                          .interrupted = &interrupted()};
  ScanRequest request{.database = *database,
                      .options = options,
                      .allows = settings->config.allows,
                      .exclude = std::move(settings->config.exclude),
                      .overlap = window_overlap(*database)};
  std::ranges::copy(flags.exclude, std::back_inserter(request.exclude));
  auto scanned = [&] {
    ScanProgress progress;
    request.progress = &progress;
    ProgressLine line(progress, flags.progress == "auto");
    return target.scan(request);
  }();
  if (!scanned && scanned.error().kind == ErrorKind::kUsage) {
    return fail_with(scanned.error());
  }
  PipelineResult result =
      scanned ? std::move(*scanned) : unopened(target, scanned.error());
  result.summary.target = target.name;
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
  known->drop_from(result.findings);
  result.summary.secrets = result.findings.size();
  return finish(result);
}

}  // namespace stanch
