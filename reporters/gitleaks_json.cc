// SPDX-License-Identifier: Apache-2.0
//
// The JSON report of gitleaks 8 (RFC 8259): its keys in its order, laid out as
// it lays them out, one blank a level, one entry a place. Secrets
// are redacted as in every report of ours. Of a commit's message only the first
// line is known.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "reporters/json_string.h"
#include "reporters/places.h"
#include "reporters/reporter.h"
#include "reporters/utc.h"

namespace stanch {
namespace {

// Pure ASCII, which no terminal obeys, and with the characters of HTML escaped,
// as gitleaks has them.
std::string escaped_json(std::string_view bytes) {
  std::string out;
  for (char c : json_string(bytes)) {
    if (c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

// gitleaks counts columns from 1 on the first line and from 2 on the others.
std::uint64_t column_of(const Position& position) {
  return position.column + (position.line > 1 ? 1 : 0);
}

std::string subject_of(const Finding& finding, const std::string& commit) {
  if (!finding.exposure) return {};
  const Exposure& story = *finding.exposure;
  for (const auto* known : {&story.first, &story.last, &story.removed}) {
    if (*known && (*known)->id == commit) return (*known)->subject;
  }
  return {};
}

std::string fingerprint_of(const std::string& commit, const std::string& path,
                           const std::string& rule, std::uint64_t line) {
  std::string out = commit.empty() ? "" : commit + ":";
  return fmt::format("{}{}:{}:{}", out, path, rule, line);
}

std::string list(const std::vector<std::string>& items) {
  if (items.empty()) return "[]";
  std::string out = "[";
  for (const std::string& item : items) {
    out += (out.size() == 1 ? "\n   " : ",\n   ") + escaped_json(item);
  }
  return out + "\n  ]";
}

class GitleaksReporter : public FindingSink {
 public:
  GitleaksReporter(Output& output, ReportOptions options)
      : output_(output), options_(std::move(options)) {}

  Result<void> begin(const RunSummary& run) override {
    repository_ = run.repository;
    return output_.write("[");
  }

  Result<void> accept(const Finding& finding) override {
    Result<void> written;
    for (const Occurrence* place : places_of(finding)) {
      if (written) written = write(finding, *place);
    }
    return written;
  }

  Result<void> end(const RunSummary&) override {
    return output_.write(first_ ? "]\n" : "\n]\n");
  }

 private:
  Result<void> write(const Finding& finding, const Occurrence& place);

  Output& output_;
  ReportOptions options_;
  std::optional<RepositoryNote> repository_;
  bool first_ = true;
};

// The rule's, each kind of encoding once, and how many there are inside each
// other.
std::vector<std::string> tags_of(const Finding& finding) {
  std::vector<std::string> tags = finding.tags;
  for (const std::string& step : finding.decoded) {
    std::string tag = "decoded:" + (step == "backslash" ? "unicode" : step);
    if (std::ranges::find(tags, tag) == tags.end()) tags.push_back(tag);
  }
  if (!finding.decoded.empty()) {
    tags.push_back(fmt::format("decode-depth:{}", finding.decoded.size()));
  }
  return tags;
}

Result<void> GitleaksReporter::write(const Finding& finding,
                                     const Occurrence& place) {
  const Provenance& where = place.provenance;
  const std::string& path = where.path;
  bool is_file = place.start.line == 0;
  std::string secret = is_file ? "" : finding.secret.redacted(options_.redact);
  std::string match = is_file
                          ? "file detected: " + path
                          : finding.match_before + secret + finding.match_after;
  std::string commit(attribute(where, "commit"));
  std::string link = link_to(repository_, place);
  std::vector<std::string> tags = tags_of(finding);
  const Position& begin = place.match_start;
  const Position& end = place.match_end;
  const std::pair<std::string_view, std::string> fields[] = {
      {"RuleID", escaped_json(finding.rule_id)},
      // A rule without a description has its id for a title.
      {"Description",
       escaped_json(finding.title == finding.rule_id ? "" : finding.title)},
      {"StartLine", fmt::format("{}", begin.line)},
      {"EndLine", fmt::format("{}", end.line)},
      {"StartColumn", fmt::format("{}", column_of(begin))},
      {"EndColumn", fmt::format("{}", column_of(end))},
      {"Match", escaped_json(match)},
      {"Secret", escaped_json(secret)},
      {"File", escaped_json(path)},
      {"SymlinkFile", escaped_json("")},
      {"Commit", escaped_json(commit)},
      {"Link", link.empty() ? "" : escaped_json(link)},
      {"Entropy", fmt::format("{}", static_cast<float>(finding.entropy))},
      {"Author", escaped_json(attribute(where, "author"))},
      {"Email", escaped_json(attribute(where, "email"))},
      {"Date", escaped_json(in_utc(attribute(where, "date")))},
      {"Message", escaped_json(subject_of(finding, commit))},
      {"Tags", list(tags)},
      {"Fingerprint",
       escaped_json(fingerprint_of(commit, path, finding.rule_id, begin.line))},
  };
  std::string out = std::exchange(first_, false) ? "\n {" : ",\n {";
  std::string_view separator = "\n";
  for (const auto& [key, value] : fields) {
    if (value.empty()) continue;  // as gitleaks leaves out a link
    out += fmt::format("{}  \"{}\": {}", separator, key, value);
    separator = ",\n";
  }
  return output_.write(out + "\n }");
}

}  // namespace

std::unique_ptr<FindingSink> make_gitleaks_reporter(Output& output,
                                                    ReportOptions options) {
  return std::make_unique<GitleaksReporter>(output, std::move(options));
}

}  // namespace stanch
