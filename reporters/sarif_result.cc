// SPDX-License-Identifier: Apache-2.0
//
// By what GitHub knows a result again: `primaryLocationLineHash`, a hash of the
// line with the rule's id where the secret stands. So a line that moves, and a
// key that is replaced in its place, stay one alert; and nobody can try secrets
// against the hash. `stanchSecret/v1` is the keyed fingerprint of the secret.
// Where several places hold one secret, `correlationGuid` says so.
#include "reporters/sarif_result.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/digest.h"
#include "reporters/places.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kHashDigits = 16;

Json message_json(std::string_view text) { return {{"text", utf8(text)}}; }

// Units of UTF-16 that a text takes; a byte that is no UTF-8 takes one.
std::size_t utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) units += byte >= 0xf0 ? 2 : 1;
  }
  return units;
}

// Columns count units of UTF-16. Bytes are what is known of a place; they are
// turned into units where the line's start is at hand, whole.
std::uint64_t start_column(const Finding& finding, const Occurrence& place) {
  bool known = &place == &finding.place &&
               finding.line_before.size() + 1 == place.start.column;
  return known ? utf16_units(finding.line_before) + 1 : place.start.column;
}

Json region_json(const Finding& finding, const Occurrence& place) {
  // GitHub shows nothing without a line.
  if (place.start.line == 0) return {{"startLine", 1}};
  std::uint64_t column = start_column(finding, place);
  std::uint64_t end = place.end.column + 1;  // one after, in SARIF
  if (place.end.line == place.start.line) {
    end = column + (place.end.column + 1 - place.start.column);
  }
  return {{"startLine", place.start.line},
          {"startColumn", column},
          {"endLine", place.end.line},
          {"endColumn", std::max<std::uint64_t>(end, 1)}};
}

Json artifact_json(const Provenance& where) {
  std::string path = place_name(where);
  while (path.starts_with("./")) path.erase(0, 2);
  if (path.starts_with('/')) return {{"uri", "file://" + uri_path(path)}};
  // A message is at no path: named like one, so that it is shown at all.
  if (where.path.empty()) std::ranges::replace(path, ' ', '/');
  return {{"uri", uri_path(path)}, {"uriBaseId", "%SRCROOT%"}};
}

Json location_json(const Finding& finding, const Occurrence& place) {
  return {{"physicalLocation",
           {{"artifactLocation", artifact_json(place.provenance)},
            {"region", region_json(finding, place)}}}};
}

// The way from the text in the file to the secret, a step for each decoding.
Json code_flows(const Finding& finding, const Json& location) {
  Json steps = Json::array();
  auto step = [&](std::string_view text) {
    Json at = location;
    at["message"] = message_json(text);
    steps.push_back({{"location", at}});
  };
  for (const std::string& kind : finding.decoded) {
    step("text encoded as " + kind);
  }
  step("the secret: " + finding.title);
  Json flow = {{"locations", steps}};
  Json flows = {{"threadFlows", Json::array({flow})}};
  return Json::array({flows});
}

Json properties_json(const Finding& finding, const Occurrence& place,
                     const std::string& link) {
  Json json = {{"provider", utf8(finding.provider)},
               {"source", utf8(place.provenance.origin)},
               {"confidence", to_string(finding.confidence)}};
  for (const auto& [key, value] : place.provenance.attributes) {
    json[key] = utf8(value);
  }
  if (!link.empty()) json["link"] = link;
  if (finding.verified) {
    json["verified"] = finding.verified->verdict;
    json["verifiedBy"] = utf8(finding.verified->by);
  }
  if (finding.exposure) {
    json["inHead"] = finding.exposure->in_head;
    json["open"] = finding.exposure->is_open;
    json["exposureDays"] = finding.exposure->days;
  }
  return json;
}

// It stays in the report, as dealt with; "external": not by a comment in the
// file.
Json suppressions(const Ignored& ignored) {
  return Json::array(
      {{{"kind", "external"},
        {"status", "accepted"},
        {"justification", utf8(fmt::format("{} ({}, until {})", ignored.reason,
                                           ignored.owner, ignored.until))}}});
}

}  // namespace

std::string_view sarif_level(Severity severity) {
  if (severity >= Severity::kHigh) return "error";
  return severity == Severity::kMedium ? "warning" : "note";
}

std::string SarifResults::line_hash(const Finding& finding,
                                    const Occurrence& place) {
  std::string line = finding.secret.fingerprint();
  if (&place == &finding.place) {
    auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    line = finding.line_before + finding.rule_id + finding.line_after;
    std::erase_if(line, blank);
  }
  std::string hash = hex(sha256({finding.rule_id, "\n", line}));
  hash.resize(kHashDigits);
  int count = ++alike_[place_name(place.provenance) + "\n" + hash];
  return fmt::format("{}:{}", hash, count);
}

std::string SarifResults::result(const Finding& finding,
                                 const Occurrence& place,
                                 std::size_t rule_index) {
  const std::string& fingerprint = finding.secret.fingerprint();
  std::string secret = finding.secret.redacted(redact_);
  std::string match = finding.match_before + secret + finding.match_after;
  std::string message = finding.title + " in " + place_name(place.provenance) +
                        ". " + finding.next;
  Json location = location_json(finding, place);
  if (place.start.line > 0) {
    location["physicalLocation"]["region"]["snippet"] = message_json(match);
  }
  Json json = {
      {"ruleId", utf8(finding.rule_id)},
      {"ruleIndex", rule_index},
      {"level", sarif_level(finding.severity)},
      {"message", message_json(message)},
      {"locations", Json::array({location})},
      {"partialFingerprints",
       {{"primaryLocationLineHash", line_hash(finding, place)},
        {"stanchSecret/v1", fingerprint}}},
      {"correlationGuid", uuid_of(finding.rule_id + "\n" + fingerprint)}};
  if (!finding.decoded.empty()) {
    json["codeFlows"] = code_flows(finding, location_json(finding, place));
  }
  if (finding.ignored) json["suppressions"] = suppressions(*finding.ignored);
  json["properties"] =
      properties_json(finding, place, link_to(repository_, place));
  return json.dump(-1, ' ', /*ensure_ascii=*/true);
}

}  // namespace stanch
