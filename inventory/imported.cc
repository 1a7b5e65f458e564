// SPDX-License-Identifier: Apache-2.0
#include "inventory/imported.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;
using Event = Json::parse_event_t;

std::unexpected<Error> wrong(const std::string& name, std::string_view what) {
  return fail(ErrorKind::kUsage, fmt::format("{}: {}", name, what));
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

// The way to the findings in a report: a name for each member, "" for each
// element of a list, "*" for a member of any name.
using Path = std::vector<std::string>;

// Reads JSON and gives away what stands at a path, without keeping it. Nothing
// of the text stands in a message: it may be a secret.
class Elements {
 public:
  // One element, and its path. False: it is no finding.
  using Visit = std::function<bool(const Json&, const Path&)>;

  Elements(std::vector<Path> wanted, Visit visit)
      : wanted_(std::move(wanted)), visit_(std::move(visit)) {}

  // What is left of the document; nothing where it is no JSON.
  std::optional<Json> read(std::string_view text) {
    auto keep = [this](int depth, Event event, Json& json) {
      return see(static_cast<std::size_t>(depth), event, json);
    };
    Json rest = Json::parse(text, keep, /*allow_exceptions=*/false);
    if (rest.is_discarded()) return std::nullopt;
    return rest;
  }

  // One element more, which stands alone.
  void add(const Json& json) {
    ++count_;
    if (wrong_ == 0 && !visit_(json, path_)) wrong_ = count_;
  }

  bool has_list() const { return has_list_; }
  // The number of the first that is no finding; 0: all are.
  std::size_t first_wrong() const { return wrong_; }

 private:
  bool see(std::size_t depth, Event event, const Json& json) {
    path_.resize(depth);
    if (event == Event::key) {
      path_.back() = json.get<std::string>();
      return true;
    }
    if (event == Event::array_start || event == Event::object_start) {
      path_.emplace_back();  // of its members, until they tell their names
      has_list_ = has_list_ || (event == Event::array_start && is_wanted());
      return true;
    }
    if (!is_wanted()) return true;
    add(json);
    return false;
  }

  bool is_wanted() const {
    return std::ranges::any_of(wanted_, [&](const Path& path) {
      return std::ranges::equal(
          path_, path,
          [](const auto& is, const auto& to) { return to == "*" || is == to; });
    });
  }

  std::vector<Path> wanted_;
  Visit visit_;
  Path path_;  // of what is read now
  bool has_list_ = false;
  std::size_t count_ = 0;
  std::size_t wrong_ = 0;
};

// JSON lines: an object stands in the first of several lines.
bool is_by_line(std::string_view text) {
  std::size_t start = text.find_first_not_of(" \t\r\n");
  if (start == text.npos || text[start] != '{') return false;
  std::size_t end = text.find('\n', start);
  return end != text.npos && Json::accept(text.substr(start, end - start));
}

Result<void> read_lines(std::string_view text, const std::string& name,
                        Elements& elements) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.find_first_not_of(" \t\r") == line.npos) continue;
    Json one = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (!one.is_object()) {
      return wrong(name, fmt::format("line {} is no JSON object", number));
    }
    elements.add(one);
  }
  return {};
}

// A list of findings, one object with such a list in it, one finding, or a
// finding a line. One that is none of that program is a mistake.
template <typename Read>
Result<void> read_each(std::string_view text, const std::string& name,
                       const char* list_key, const char* program,
                       const ImportedSink& sink, Read read) {
  if (text.find_first_not_of(" \t\r\n") == text.npos) return {};
  Elements elements({{""}, {list_key, ""}}, [&](const Json& json, const Path&) {
    ImportedFinding finding;
    if (!read(json, finding)) return false;
    sink(std::move(finding));
    return true;
  });
  if (is_by_line(text)) {
    if (auto done = read_lines(text, name, elements); !done) return done;
  } else {
    auto rest = elements.read(text);
    if (!rest) return wrong(name, "it is no JSON");
    if (!elements.has_list()) {
      if (!rest->is_object()) return wrong(name, "expected a list of findings");
      elements.add(*rest);
    }
  }
  if (elements.first_wrong() == 0) return {};
  return wrong(name, fmt::format("object {} is no finding of {}",
                                 elements.first_wrong(), program));
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

Result<void> read_gitleaks(std::string_view text, const std::string& name,
                           const ImportedSink& sink) {
  return read_each(text, name, "findings", "gitleaks", sink,
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

Result<void> read_trufflehog(std::string_view text, const std::string& name,
                             const ImportedSink& sink) {
  return read_each(text, name, "results", "trufflehog", sink,
                   [](const Json& json, ImportedFinding& out) {
                     out.rule = text_at(json, "DetectorName");
                     out.title = out.rule;
                     out.value = value_of(text_at(json, "Raw"));
                     add_trufflehog_place(
                         at(at(json, "SourceMetadata"), "Data"), out);
                     return !out.rule.empty();
                   });
}

Result<void> read_kingfisher(std::string_view text, const std::string& name,
                             const ImportedSink& sink) {
  return read_each(text, name, "findings", "kingfisher", sink,
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

Result<void> read_detect_secrets(std::string_view text, const std::string& name,
                                 const ImportedSink& sink) {
  Elements elements(
      {{"results", "*", ""}}, [&](const Json& json, const Path& path) {
        ImportedFinding finding{.rule = text_at(json, "type"),
                                .title = text_at(json, "type"),
                                .digest = text_at(json, "hashed_secret"),
                                .path = path[1],
                                .line = number_at(json, "line_number")};
        if (finding.rule.empty()) return false;
        sink(std::move(finding));
        return true;
      });
  auto rest = elements.read(text);
  if (!rest) return wrong(name, "it is no JSON");
  if (!at(*rest, "results").is_object()) {
    return wrong(name, "expected 'results' with the files of a baseline");
  }
  if (elements.first_wrong() == 0) return {};
  return wrong(name,
               fmt::format("finding {} has no 'type'", elements.first_wrong()));
}

Result<void> read_sarif(std::string_view text, const std::string& name,
                        const ImportedSink& sink) {
  Elements elements({{"runs", "", "results", ""}}, [&](const Json& result,
                                                       const Path&) {
    ImportedFinding finding{.rule = text_at(result, "ruleId"),
                            .title = text_at(at(result, "message"), "text")};
    if (finding.rule.empty()) return false;
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
    sink(std::move(finding));
    return true;
  });
  auto rest = elements.read(text);
  if (!rest) return wrong(name, "it is no JSON");
  if (!at(*rest, "runs").is_array()) {
    return wrong(name, "expected 'runs' of SARIF 2.1.0");
  }
  if (elements.first_wrong() == 0) return {};
  return wrong(
      name, fmt::format("result {} has no 'ruleId'", elements.first_wrong()));
}

}  // namespace stanch
