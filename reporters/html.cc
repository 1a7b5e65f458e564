// SPDX-License-Identifier: Apache-2.0
//
// The html report: the page of page.h, with a finding of the run for each of
// its data's `findings`.
#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reporters/layout.h"
#include "reporters/page.h"
#include "reporters/places.h"
#include "reporters/printable.h"
#include "reporters/reporter.h"
#include "reporters/utc.h"

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostPlaces = 100;  // of a finding; the rest is counted
constexpr std::size_t kMostRefs = 20;
constexpr std::size_t kMostUnreadShown = 200;
constexpr std::size_t kColumnsAround = 120;  // of the line, on each side

std::string ascii(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/true);
}

std::string minute_text(std::int64_t seconds) {
  if (seconds == 0) return {};
  std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  return fmt::format("{:%Y-%m-%dT%H:%MZ}", time);
}

Json page_commit(const std::optional<CommitSummary>& commit) {
  if (!commit) return nullptr;
  return {{"id", commit->id},
          {"author", printable(commit->author)},
          {"email", printable(commit->email)},
          {"date", in_utc(commit->date)},
          {"subject", printable(commit->subject)}};
}

Json story_json(const Exposure& exposure) {
  Json refs = Json::array();
  for (const std::string& ref : exposure.refs) {
    if (refs.size() < kMostRefs) refs.push_back(printable(ref));
  }
  return {{"first", page_commit(exposure.first)},
          {"last", page_commit(exposure.last)},
          {"removed", page_commit(exposure.removed)},
          {"in_head", exposure.in_head},
          {"open", exposure.is_open},
          {"days", exposure.days},
          {"refs", refs},
          {"ref_count", exposure.ref_count},
          {"versions", exposure.versions}};
}

Json answers_json(const Answers& answers) {
  return {{"number", answers.number},
          {"stored", printable(answers.stored)},
          {"readers", printable(answers.readers)},
          {"validity", printable(answers.validity)},
          {"impact", printable(answers.impact)},
          {"log", printable(answers.log)}};
}

Json run_json(const RunSummary& run) {
  Json unread = Json::array();
  for (const Skipped& item : run.skipped) {
    if (item.why != Skipped::Why::kUnreadable) continue;
    if (unread.size() == kMostUnreadShown) break;
    unread.push_back(
        {{"path", printable(item.path)}, {"reason", printable(item.reason)}});
  }
  const RepositoryNote note = run.repository.value_or(RepositoryNote{});
  return {{"target", printable(run.target)},
          {"complete", run.complete},
          {"interrupted", run.interrupted},
          {"blobs", run.blobs},
          {"unit", run.unit},
          {"began", minute_text(run.began)},
          {"web", note.web},
          {"branch", printable(note.branch)},
          {"revision", printable(note.revision)},
          {"unread", unread}};
}

class HtmlReporter : public FindingSink {
 public:
  HtmlReporter(Output& output, ReportOptions options)
      : output_(output), options_(std::move(options)) {}

  Result<void> begin(const RunSummary& run) override;
  Result<void> accept(const Finding& finding) override;
  Result<void> end(const RunSummary& run) override;

 private:
  Json place_json(const Occurrence& place) const;

  Output& output_;
  ReportOptions options_;
  std::optional<RepositoryNote> repository_;
  std::map<std::string, Json> rules_;  // by id
  bool first_ = true;
};

Result<void> HtmlReporter::begin(const RunSummary& run) {
  repository_ = run.repository;
  return output_.write(page_head(kFindingsPage, options_.version) +
                       "{\"findings\":[");
}

Json HtmlReporter::place_json(const Occurrence& place) const {
  Json json = {{"name", printable(place_name(place.provenance))},
               {"line", place.start.line},
               {"column", place.start.column}};
  std::string_view commit = attribute(place.provenance, "commit");
  if (!commit.empty()) json["commit"] = printable(commit);
  std::string link = link_to(repository_, place);
  if (!link.empty()) json["link"] = link;
  return json;
}

Result<void> HtmlReporter::accept(const Finding& finding) {
  rules_.try_emplace(finding.rule_id,
                     Json{{"title", printable(finding.title)},
                          {"provider", printable(finding.provider)},
                          {"grants", printable(finding.grants)},
                          {"next", printable(finding.next)}});
  Json places = Json::array();
  auto all = places_of(finding);
  for (std::size_t i = 0; i < std::min(all.size(), kMostPlaces); ++i) {
    places.push_back(place_json(*all[i]));
  }
  bool is_file = finding.place.start.line == 0;
  std::string secret = is_file ? "" : finding.secret.redacted(options_.redact);
  Json json = {{"rule_id", printable(finding.rule_id)},
               {"severity", to_string(finding.severity)},
               {"confidence", to_string(finding.confidence)},
               {"fingerprint", finding.secret.fingerprint()},
               {"decoded", finding.decoded},
               {"before", tail(printable(finding.line_before), kColumnsAround)},
               {"secret", printable(secret)},
               {"after", head(printable(finding.line_after), kColumnsAround)},
               {"places", places},
               {"place_count", all.size()}};
  json["answers"] = answers_json(finding.answers);
  if (finding.exposure) json["story"] = story_json(*finding.exposure);
  if (finding.ignored) {
    json["ignored"] = {{"owner", printable(finding.ignored->owner)},
                       {"reason", printable(finding.ignored->reason)},
                       {"until", finding.ignored->until}};
  }
  std::string separator = std::exchange(first_, false) ? "\n" : ",\n";
  return output_.write(separator + embedded(ascii(json)));
}

Result<void> HtmlReporter::end(const RunSummary& run) {
  Json rules = Json::object();
  for (const auto& [id, rule] : rules_) rules[printable(id)] = rule;
  return output_.write(
      fmt::format("],\n\"rules\":{},\n\"run\":{}}}{}", embedded(ascii(rules)),
                  embedded(ascii(run_json(run))), page_tail(kFindingsPage)));
}

}  // namespace

std::unique_ptr<FindingSink> make_html_reporter(Output& output,
                                                ReportOptions options) {
  return std::make_unique<HtmlReporter>(output, std::move(options));
}

}  // namespace stanch
