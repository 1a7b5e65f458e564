// SPDX-License-Identifier: Apache-2.0
//
// Both JSON formats (RFC 8259). docs/report-schema.md is their contract. What
// is written is pure ASCII: a report shown on a terminal moves no cursor.
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "reporters/json_string.h"
#include "reporters/printable.h"
#include "reporters/reporter.h"

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/true);
}

double rounded(double value) { return std::round(value * 1000) / 1000; }

void add_place(Json& json, const Occurrence& place) {
  json["path"] = utf8(place.provenance.path);
  json["start_line"] = place.start.line;
  json["end_line"] = place.end.line;
  json["start_column"] = place.start.column;
  json["end_column"] = place.end.column;
  json["offset"] = place.offset;
}

// Layers are numbers for programs; everything else a source knows is a text.
bool is_number(std::string_view key) {
  return key == "layer_index" || key == "removed_in_layer" ||
         key == "overwritten_in_layer";
}

void add_source(Json& json, const Provenance& provenance) {
  json["source"] = utf8(provenance.origin);
  for (const auto& [key, value] : provenance.attributes) {
    if (is_number(key)) {
      json[key] = std::stoull(value);
    } else {
      json[key] = utf8(value);
    }
  }
}

Json occurrence_json(const Occurrence& place) {
  Json json;
  add_place(json, place);
  add_source(json, place.provenance);
  return json;
}

Json commit_json(const std::optional<CommitSummary>& commit) {
  if (!commit) return nullptr;
  return {{"id", commit->id},
          {"author", utf8(commit->author)},
          {"email", utf8(commit->email)},
          {"date", commit->date},
          {"subject", utf8(commit->subject)}};
}

void add_exposure(Json& json, const Exposure& exposure) {
  json["first_commit"] = commit_json(exposure.first);
  json["last_commit"] = commit_json(exposure.last);
  json["removed_commit"] = commit_json(exposure.removed);
  json["in_head"] = exposure.in_head;
  json["open"] = exposure.is_open;
  json["exposure_days"] = exposure.days;
  json["reach"] = exposure.reach;
  Json& refs = json["refs"] = Json::array();
  for (const std::string& ref : exposure.refs) refs.push_back(utf8(ref));
  json["ref_count"] = exposure.ref_count;
  json["versions"] = exposure.versions;
}

Json part_json(const FindingPart& part, int redact) {
  Json json = {{"name", utf8(part.name)}};
  if (!part.rule_id.empty()) json["rule_id"] = utf8(part.rule_id);
  json["secret"] = utf8(part.secret.redacted(redact));
  json["fingerprint"] = part.secret.fingerprint();
  json["start_line"] = part.start.line;
  json["start_column"] = part.start.column;
  return json;
}

Json verified_json(const Verification& said) {
  return {{"verdict", said.verdict},       {"limited", said.limited},
          {"by", utf8(said.by)},           {"answer", utf8(said.answer)},
          {"account", utf8(said.account)}, {"scopes", utf8(said.scopes)}};
}

void add_finding(Json& json, const Finding& finding, int redact) {
  std::string secret = finding.secret.redacted(redact);
  json["rule_id"] = utf8(finding.rule_id);
  json["title"] = utf8(finding.title);
  json["provider"] = utf8(finding.provider);
  json["severity"] = to_string(finding.severity);
  json["confidence"] = to_string(finding.confidence);
  json["secret"] = utf8(secret);
  json["fingerprint"] = finding.secret.fingerprint();
  json["match"] = utf8(finding.match_before + secret + finding.match_after);
  add_place(json, finding.place);
  json["decoded"] = finding.decoded;
  json["entropy"] = rounded(finding.entropy);
  if (!finding.parts.empty()) {
    Json& parts = json["parts"] = Json::array();
    for (const FindingPart& part : finding.parts) {
      parts.push_back(part_json(part, redact));
    }
  }
  add_source(json, finding.place.provenance);
  json["grants"] = utf8(finding.grants);
  json["next"] = utf8(finding.next);
  if (finding.verified) json["verified"] = verified_json(*finding.verified);
  if (finding.exposure) add_exposure(json, *finding.exposure);
  Json& occurrences = json["occurrences"] = Json::array();
  occurrences.push_back(occurrence_json(finding.place));
  for (const Occurrence& place : finding.other_places) {
    occurrences.push_back(occurrence_json(place));
  }
}

Json skipped_json(const Skipped& skipped) {
  bool by_rule = skipped.why == Skipped::Why::kByRule;
  return {{"path", utf8(skipped.path)},
          {"reason", utf8(skipped.reason)},
          {"why", by_rule ? "by_rule" : "unreadable"}};
}

void add_run(Json& json, const RunSummary& run) {
  json["target"] = utf8(run.target);
  json["complete"] = run.complete;
  json["interrupted"] = run.interrupted;
  Json& skipped = json["skipped"] = Json::array();
  for (const Skipped& item : run.skipped) skipped.push_back(skipped_json(item));
  json["bytes"] = run.bytes;
  json["blobs"] = run.blobs;
  json["doubtful"] = run.doubtful;
  json["seconds"] = rounded(run.seconds);
}

Json tool_json(const std::string& version) {
  return {{"name", "stanch"}, {"version", version}};
}

// One object, a line for each finding, so that two reports can be compared
// line by line.
class JsonReporter : public FindingSink {
 public:
  JsonReporter(Output& output, ReportOptions options)
      : output_(output), options_(std::move(options)) {}

  Result<void> begin(const RunSummary& run) override {
    Json summary;
    add_run(summary, run);
    return output_.write("{\n\"schema\": " + std::to_string(kSchema) +
                         ",\n\"tool\": " + dump(tool_json(options_.version)) +
                         ",\n\"run\": " + dump(summary) + ",\n\"findings\": [");
  }

  Result<void> accept(const Finding& finding) override {
    std::string separator = std::exchange(first_, false) ? "\n" : ",\n";
    return output_.write(separator + finding_json(finding, options_.redact));
  }

  Result<void> end(const RunSummary&) override {
    return output_.write(first_ ? "]\n}\n" : "\n]\n}\n");
  }

 private:
  Output& output_;
  ReportOptions options_;
  bool first_ = true;
};

// One object a line, told apart by `type`.
class JsonlReporter : public FindingSink {
 public:
  JsonlReporter(Output& output, ReportOptions options)
      : output_(output), options_(std::move(options)) {}

  Result<void> begin(const RunSummary& run) override {
    return write({{"type", "start"},
                  {"schema", kSchema},
                  {"tool", tool_json(options_.version)},
                  {"target", utf8(run.target)}});
  }

  Result<void> accept(const Finding& finding) override {
    Json json = {{"type", "finding"}};
    add_finding(json, finding, options_.redact);
    return write(json);
  }

  Result<void> end(const RunSummary& run) override {
    Json json = {{"type", "run"}};
    add_run(json, run);
    return write(json);
  }

 private:
  Result<void> write(const Json& json) {
    return output_.write(dump(json) + "\n");
  }

  Output& output_;
  ReportOptions options_;
};

}  // namespace

std::string json_string(std::string_view bytes) { return dump(utf8(bytes)); }

std::string finding_json(const Finding& finding, int redact) {
  Json json;
  add_finding(json, finding, redact);
  return dump(json);
}

std::unique_ptr<FindingSink> make_json_reporter(Output& output,
                                                ReportOptions options) {
  return std::make_unique<JsonReporter>(output, std::move(options));
}

std::unique_ptr<FindingSink> make_jsonl_reporter(Output& output,
                                                 ReportOptions options) {
  return std::make_unique<JsonlReporter>(output, std::move(options));
}

}  // namespace stanch
