// SPDX-License-Identifier: Apache-2.0
#include "inventory/imported.h"

#include <optional>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;
using Findings = std::vector<ImportedFinding>;

std::unexpected<Error> wrong(const std::string& name, std::string_view what) {
  return fail(ErrorKind::kUsage, fmt::format("{}: {}", name, what));
}

// Nothing of the text stands in the message: it may be a secret.
std::optional<Json> parsed(std::string_view text) {
  Json out = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (out.is_discarded()) return std::nullopt;
  return out;
}

// A member that may be missing, or be something else.
const Json& at(const Json& json, const char* key) {
  static const Json kNone;
  auto found = json.is_object() ? json.find(key) : json.end();
  return json.is_object() && found != json.end() ? *found : kNone;
}

std::string text_at(const Json& json, const char* key) {
  const Json& value = at(json, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::int64_t number_at(const Json& json, const char* key) {
  const Json& value = at(json, key);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

// Texts in which a program shows that it does not tell the value.
Secret value_of(const std::string& text) {
  bool is_hidden = text.empty() || text == "REDACTED" || text == "[REDACTED]" ||
                   text.ends_with("...") ||
                   text.find_first_not_of('*') == std::string::npos;
  return is_hidden ? Secret() : Secret(text);
}

// The objects of a report: a list, one object with a list in it, or one object
// a line (JSON lines).
Result<std::vector<Json>> objects(std::string_view text,
                                  const std::string& name,
                                  const char* list_key) {
  std::vector<Json> out;
  std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == text.npos) return out;
  bool by_line = text[start] == '{' && text.find('\n', start) != text.npos &&
                 parsed(text.substr(start, text.find('\n', start) - start));
  if (!by_line) {
    auto all = parsed(text);
    if (!all) return wrong(name, "it is no JSON");
    const Json& list = all->is_array() ? *all : at(*all, list_key);
    if (list.is_array()) return std::vector<Json>(list.begin(), list.end());
    if (!all->is_object()) return wrong(name, "expected a list of findings");
    out.push_back(std::move(*all));
    return out;
  }
  std::size_t number = 0;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    auto one = parsed(line);
    if (!one || !one->is_object()) {
      return wrong(name, fmt::format("line {} is no JSON object", number));
    }
    out.push_back(std::move(*one));
  }
  return out;
}

// Reads every object; one that is no finding of that program is a mistake.
template <typename Read>
Result<Findings> read_each(std::string_view text, const std::string& name,
                           const char* list_key, const char* program,
                           Read read) {
  auto all = objects(text, name, list_key);
  if (!all) return std::unexpected(std::move(all.error()));
  Findings out;
  for (const Json& json : *all) {
    ImportedFinding finding;
    if (!read(json, finding)) {
      return wrong(name, fmt::format("object {} is no finding of {}",
                                     out.size() + 1, program));
    }
    out.push_back(std::move(finding));
  }
  return out;
}

// The one source that trufflehog tells of: {"Git": {...}}.
void add_trufflehog_place(const Json& data, ImportedFinding& out) {
  if (!data.is_object() || data.empty()) return;
  const Json& source = data.begin().value();
  out.path = text_at(source, "file");
  out.line = number_at(source, "line");
  out.commit = text_at(source, "commit");
  out.author = text_at(source, "email");
  out.date = text_at(source, "timestamp");
  out.repository = text_at(source, "repository");
  if (out.repository.empty()) out.repository = text_at(source, "image");
}

}  // namespace

Result<Findings> read_gitleaks(std::string_view text, const std::string& name) {
  return read_each(text, name, "findings", "gitleaks",
                   [](const Json& json, ImportedFinding& out) {
                     out.rule = text_at(json, "RuleID");
                     out.title = text_at(json, "Description");
                     out.value = value_of(text_at(json, "Secret"));
                     out.path = text_at(json, "File");
                     out.line = number_at(json, "StartLine");
                     out.commit = text_at(json, "Commit");
                     out.author = text_at(json, "Author");
                     out.date = text_at(json, "Date");
                     return !out.rule.empty();
                   });
}

Result<Findings> read_trufflehog(std::string_view text,
                                 const std::string& name) {
  return read_each(text, name, "results", "trufflehog",
                   [](const Json& json, ImportedFinding& out) {
                     out.rule = text_at(json, "DetectorName");
                     out.title = out.rule;
                     out.value = value_of(text_at(json, "Raw"));
                     add_trufflehog_place(
                         at(at(json, "SourceMetadata"), "Data"), out);
                     return !out.rule.empty();
                   });
}

Result<Findings> read_kingfisher(std::string_view text,
                                 const std::string& name) {
  return read_each(text, name, "findings", "kingfisher",
                   [](const Json& json, ImportedFinding& out) {
                     const Json& rule = at(json, "rule");
                     const Json& finding = at(json, "finding");
                     out.rule = text_at(rule, "id");
                     out.title = text_at(rule, "name");
                     out.value = value_of(text_at(finding, "snippet"));
                     out.path = text_at(finding, "path");
                     out.line = number_at(finding, "line");
                     const Json& git = at(finding, "git_metadata");
                     out.repository = text_at(git, "repository_url");
                     const Json& commit = at(git, "commit");
                     out.commit = text_at(commit, "id");
                     out.date = text_at(commit, "date");
                     return !out.rule.empty();
                   });
}

Result<Findings> read_detect_secrets(std::string_view text,
                                     const std::string& name) {
  auto all = parsed(text);
  if (!all) return wrong(name, "it is no JSON");
  const Json& files = at(*all, "results");
  if (!files.is_object()) {
    return wrong(name, "expected 'results' with the files of a baseline");
  }
  Findings out;
  for (const auto& [path, list] : files.items()) {
    for (const Json& json : list) {
      ImportedFinding finding{.rule = text_at(json, "type"),
                              .title = text_at(json, "type"),
                              .digest = text_at(json, "hashed_secret"),
                              .path = path,
                              .line = number_at(json, "line_number")};
      if (finding.rule.empty()) {
        return wrong(name,
                     fmt::format("finding {} has no 'type'", out.size() + 1));
      }
      out.push_back(std::move(finding));
    }
  }
  return out;
}

Result<Findings> read_sarif(std::string_view text, const std::string& name) {
  auto all = parsed(text);
  if (!all) return wrong(name, "it is no JSON");
  const Json& runs = at(*all, "runs");
  if (!runs.is_array()) return wrong(name, "expected 'runs' of SARIF 2.1.0");
  Findings out;
  for (const Json& run : runs) {
    for (const Json& result : at(run, "results")) {
      ImportedFinding finding{.rule = text_at(result, "ruleId"),
                              .title = text_at(at(result, "message"), "text")};
      if (finding.rule.empty()) {
        return wrong(name,
                     fmt::format("result {} has no 'ruleId'", out.size() + 1));
      }
      const Json& locations = at(result, "locations");
      if (locations.is_array() && !locations.empty()) {
        const Json& place = at(locations[0], "physicalLocation");
        finding.path = text_at(at(place, "artifactLocation"), "uri");
        finding.line = number_at(at(place, "region"), "startLine");
      }
      for (const char* key : {"fingerprints", "partialFingerprints"}) {
        const Json& prints = at(result, key);
        if (finding.digest.empty() && prints.is_object() && !prints.empty() &&
            prints.begin().value().is_string()) {
          finding.digest = prints.begin().value().get<std::string>();
        }
      }
      out.push_back(std::move(finding));
    }
  }
  return out;
}

}  // namespace stanch
