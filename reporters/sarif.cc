// SPDX-License-Identifier: Apache-2.0
//
// SARIF 2.1.0 (OASIS), as GitHub's code scanning wants it: a result for each
// place of each secret; sarif_result.cc makes one. GitHub keeps the 5,000 worst
// results of a file and refuses more than 25,000, so the worst 5,000 are
// written and a notification says how many were not.
#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reporters/layout.h"
#include "reporters/markup.h"
#include "reporters/places.h"
#include "reporters/printable.h"
#include "reporters/reporter.h"
#include "reporters/sarif_result.h"

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostResults = 5'000;
constexpr std::size_t kMostNotifications = 100;
constexpr std::size_t kMostTags = 10;  // of a rule, shown by GitHub

// CVSS-like, by which GitHub sorts: over 9.0 is critical, 7.0 to 8.9 high.
std::string_view security_severity(Severity severity) {
  constexpr std::string_view kScores[] = {"3.0", "5.5", "8.0", "9.5"};
  return kScores[static_cast<std::size_t>(severity)];
}

Json sarif_text(std::string_view text) { return {{"text", utf8(text)}}; }

Json help_json(const Finding& finding) {
  std::string text = finding.title;
  std::string markdown = "**" + markdown_text(finding.title) + "**";
  if (!finding.grants.empty()) {
    text += "\nOpens: " + finding.grants;
    markdown += "\n\nOpens " + markdown_text(finding.grants) + ".";
  }
  if (!finding.next.empty()) {
    text += "\nNext: " + finding.next;
    markdown += "\n\n" + markdown_text(finding.next);
  }
  constexpr std::string_view kWarning =
      "Taking the line out is not enough: whoever read it still has it.";
  text.append("\n").append(kWarning);
  markdown.append("\n\n").append(kWarning);
  return {{"text", utf8(text)}, {"markdown", markdown}};
}

Json rule_json(const Finding& finding) {
  Json tags = {"security", "secret", "external/cwe/cwe-798"};
  for (const std::string& tag : finding.tags) {
    if (tags.size() < kMostTags) tags.push_back(utf8(tag));
  }
  std::string full = finding.title;
  if (!finding.grants.empty()) full += ". Opens " + finding.grants;
  return {{"id", utf8(finding.rule_id)},
          {"name", utf8(finding.title)},
          {"shortDescription", sarif_text(finding.title)},
          {"fullDescription", sarif_text(full + ".")},
          {"help", help_json(finding)},
          {"defaultConfiguration", {{"level", sarif_level(finding.severity)}}},
          {"properties",
           {{"tags", tags},
            {"precision", "high"},
            {"security-severity", security_severity(finding.severity)}}}};
}

class SarifReporter : public FindingSink {
 public:
  SarifReporter(Output& output, ReportOptions options)
      : output_(output), options_(std::move(options)) {}

  Result<void> begin(const RunSummary& run) override {
    repository_ = run.repository;
    results_.emplace(options_.redact, run.repository);
    return {};
  }

  Result<void> accept(const Finding& finding) override;
  Result<void> end(const RunSummary& run) override;

 private:
  struct Row {
    Severity severity;
    std::string json;
  };

  Json invocation(const RunSummary& run, std::size_t left_out) const;
  Json head(const RunSummary& run, std::size_t left_out) const;

  Output& output_;
  ReportOptions options_;
  std::optional<RepositoryNote> repository_;
  Json rules_ = Json::array();
  std::map<std::string, std::size_t> rule_index_;  // by id
  std::optional<SarifResults> results_;
  std::vector<Row> rows_;
};

Result<void> SarifReporter::accept(const Finding& finding) {
  auto [row, fresh] = rule_index_.try_emplace(finding.rule_id, rules_.size());
  if (fresh) rules_.push_back(rule_json(finding));
  for (const Occurrence* place : places_of(finding)) {
    rows_.push_back(
        {finding.severity, results_->result(finding, *place, row->second)});
  }
  return {};
}

Json SarifReporter::invocation(const RunSummary& run,
                               std::size_t left_out) const {
  Json notes = Json::array();
  auto note = [&](const char* level, std::string_view text) {
    notes.push_back({{"level", level}, {"message", sarif_text(text)}});
  };
  if (left_out > 0) {
    note("warning",
         fmt::format("{} of the least severe were left out, for GitHub keeps "
                     "{} results; the json report has all",
                     counted(left_out, "result"), grouped(kMostResults)));
  }
  if (run.interrupted) note("error", "stopped before the end");
  std::size_t unread = 0;
  for (const Skipped& item : run.skipped) {
    if (item.why != Skipped::Why::kUnreadable) continue;
    if (unread++ < kMostNotifications) {
      note("error", "not scanned: " + item.path + ": " + item.reason);
    }
  }
  if (unread > kMostNotifications) {
    note("error", fmt::format("{} more were not scanned",
                              grouped(unread - kMostNotifications)));
  }
  return {{"executionSuccessful", run.complete},
          {"toolExecutionNotifications", notes}};
}

// All of the run but its results.
Json SarifReporter::head(const RunSummary& run, std::size_t left_out) const {
  Json driver = {{"name", "stanch"},
                 {"version", options_.version},
                 {"semanticVersion", options_.version},
                 {"rules", rules_}};
  // One category for each kind of scan: GitHub replaces what a category had.
  std::string kind = run.target.substr(0, run.target.find(' '));
  Json json = {
      {"tool", {{"driver", driver}}},
      {"automationDetails", {{"id", utf8("stanch/" + kind + "/")}}},
      {"invocations", Json::array({invocation(run, left_out)})},
      {"originalUriBaseIds",
       {{"%SRCROOT%",
         {{"description", sarif_text("the root of what was scanned")}}}}},
      {"columnKind", "utf16CodeUnits"}};
  if (repository_ && !repository_->web.empty()) {
    Json control = {{"repositoryUri", repository_->web}};
    if (!repository_->revision.empty()) {
      control["revisionId"] = repository_->revision;
    }
    if (!repository_->branch.empty()) {
      control["branch"] = utf8(repository_->branch);
    }
    control["mappedTo"] = {{"uriBaseId", "%SRCROOT%"}};
    json["versionControlProvenance"] = Json::array({control});
  }
  return json;
}

Result<void> SarifReporter::end(const RunSummary& run) {
  std::ranges::stable_sort(rows_, std::greater<>(), &Row::severity);
  std::size_t shown = std::min(rows_.size(), kMostResults);
  std::string text =
      head(run, rows_.size() - shown).dump(-1, ' ', /*ensure_ascii=*/true);
  text.pop_back();
  auto written = output_.write(
      "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
      "\"version\":\"2.1.0\",\"runs\":[\n" +
      text + ",\n\"results\":[");
  for (std::size_t i = 0; i < shown && written; ++i) {
    written = output_.write((i == 0 ? "\n" : ",\n") + rows_[i].json);
  }
  if (!written) return written;
  return output_.write(shown == 0 ? "]}]}\n" : "\n]}]}\n");
}

}  // namespace

std::unique_ptr<FindingSink> make_sarif_reporter(Output& output,
                                                 ReportOptions options) {
  return std::make_unique<SarifReporter>(output, std::move(options));
}

}  // namespace stanch
