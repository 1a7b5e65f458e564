// SPDX-License-Identifier: Apache-2.0
//
// GitLab's security report of type secret_detection, version 15.0.4 of its
// schema: a vulnerability for each place of each secret. Its ids follow from
// rule, secret and path, so that GitLab knows them again in the next pipeline.
// The raw secret, by which GitLab can revoke tokens of its partners, is given
// only with --redact=0, for the report is a file to download.
#include <chrono>
#include <map>
#include <string>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "reporters/places.h"
#include "reporters/printable.h"
#include "reporters/reporter.h"

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kSchemaVersion = "15.0.4";
constexpr std::size_t kLongestName = 255;       // of the schema
constexpr std::size_t kLongestSolution = 7000;  // of the schema
constexpr std::size_t kMostMessages = 100;

// "2026-01-31T12:00:00", in UTC, as the schema asks for.
std::string second_text(std::int64_t seconds) {
  std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}", time);
}

// Cut between two characters.
std::string cut(std::string text, std::size_t longest) {
  if (text.size() <= longest) return text;
  while (longest > 0 && (text[longest] & 0xc0) == 0x80) --longest;
  text.resize(longest);
  return text;
}

std::string_view gitlab_severity(Severity severity) {
  constexpr std::string_view kWords[] = {"Low", "Medium", "High", "Critical"};
  return kWords[static_cast<std::size_t>(severity)];
}

Json scanner_json(const std::string& version) {
  return {{"id", "stanch"},
          {"name", "stanch"},
          {"version", version},
          {"vendor", {{"name", "stanch"}}}};
}

class GitlabReporter : public FindingSink {
 public:
  GitlabReporter(Output& output, ReportOptions options)
      : output_(output), options_(std::move(options)) {}

  Result<void> begin(const RunSummary& run) override {
    if (run.repository) revision_ = run.repository->revision;
    // What is scanned need not be in a commit, and the schema wants one.
    if (revision_.empty()) revision_ = std::string(40, '0');
    Json head = {{"version", kSchemaVersion}, {"scan", scan_json(run)}};
    std::string text = head.dump(-1, ' ', true);
    text.pop_back();
    return output_.write(text + ",\"vulnerabilities\":[");
  }

  Result<void> accept(const Finding& finding) override {
    std::string out;
    std::map<std::string, int> seen;  // by path
    for (const Occurrence* place : places_of(finding)) {
      out += std::exchange(first_, false) ? "\n" : ",\n";
      int before = seen[place_name(place->provenance)]++;
      out += vulnerability(finding, *place, before).dump(-1, ' ', true);
    }
    return output_.write(out);
  }

  Result<void> end(const RunSummary&) override {
    return output_.write(first_ ? "]}\n" : "\n]}\n");
  }

 private:
  Json scan_json(const RunSummary& run) const;
  // `before`: how many places of the finding in that file came before.
  Json vulnerability(const Finding& finding, const Occurrence& place,
                     int before) const;
  Json location(const Occurrence& place) const;

  Output& output_;
  ReportOptions options_;
  std::string revision_;
  bool first_ = true;
};

Json GitlabReporter::scan_json(const RunSummary& run) const {
  Json messages = Json::array();
  for (const Skipped& item : run.skipped) {
    if (item.why != Skipped::Why::kUnreadable) continue;
    if (messages.size() == kMostMessages) {
      messages.push_back(
          {{"level", "warn"}, {"value", "more could not be read"}});
      break;
    }
    messages.push_back(
        {{"level", "warn"}, {"value", utf8(item.path + ": " + item.reason)}});
  }
  auto lasted = static_cast<std::int64_t>(run.seconds);
  Json tool = scanner_json(options_.version);
  return {{"analyzer", tool},
          {"scanner", tool},
          {"type", "secret_detection"},
          {"start_time", second_text(run.began)},
          {"end_time", second_text(run.began + lasted)},
          {"status", run.complete ? "success" : "failure"},
          {"messages", messages}};
}

Json GitlabReporter::location(const Occurrence& place) const {
  const Provenance& where = place.provenance;
  std::string_view commit = attribute(where, "commit");
  Json commit_json = {{"sha", commit.empty() ? revision_ : commit}};
  for (std::string_view key : {"author", "date"}) {
    std::string_view value = attribute(where, key);
    if (!value.empty()) commit_json[std::string(key)] = utf8(value);
  }
  Json json = {{"file", utf8(place_name(where))}, {"commit", commit_json}};
  if (place.start.line > 0) {
    json["start_line"] = place.start.line;
    json["end_line"] = place.end.line;
  }
  return json;
}

Json GitlabReporter::vulnerability(const Finding& finding,
                                   const Occurrence& place, int before) const {
  const std::string path = place_name(place.provenance);
  const std::string& fingerprint = finding.secret.fingerprint();
  Json at = location(place);
  Json item = {{"file", at["file"]}};
  for (const char* key : {"start_line", "end_line"}) {
    if (at.contains(key)) item[key] = at[key];
  }
  item["signatures"] = {
      {{"algorithm", "stanch_fingerprint"}, {"value", fingerprint}}};
  std::string description = "Opens " + finding.grants + ".";
  if (finding.grants.empty()) description = finding.title;
  Json identifiers = {
      {{"type", "stanch_rule_id"},
       {"name", utf8("stanch rule " + finding.rule_id)},
       {"value", utf8(finding.rule_id)}},
      {{"type", "cwe"},
       {"name", "CWE-798"},
       {"value", "798"},
       {"url", "https://cwe.mitre.org/data/definitions/798.html"}}};
  Json json = {
      {"id", uuid_of(fmt::format("{}\n{}\n{}\n{}", finding.rule_id, fingerprint,
                                 path, before))},
      {"name", cut(utf8(finding.title), kLongestName)},
      {"description", utf8(description)},
      {"severity", gitlab_severity(finding.severity)},
      {"solution", cut(utf8(finding.next), kLongestSolution)},
      {"identifiers", identifiers},
      {"location", at},
      {"details",
       {{"confidence",
         {{"type", "text"},
          {"name", "Confidence"},
          {"value", to_string(finding.confidence)}}}}},
      {"tracking", {{"type", "source"}, {"items", Json::array({item})}}}};
  if (options_.redact == 0) {
    json["raw_source_code_extract"] = utf8(finding.secret.redacted(0));
  }
  return json;
}

}  // namespace

std::unique_ptr<FindingSink> make_gitlab_reporter(Output& output,
                                                  ReportOptions options) {
  return std::make_unique<GitlabReporter>(output, std::move(options));
}

}  // namespace stanch
