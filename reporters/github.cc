// SPDX-License-Identifier: Apache-2.0
//
// Workflow commands of GitHub Actions, which become annotations: one for each
// place of each secret, the worst first, for GitHub shows ten errors and ten
// warnings of a step. A log is read by many, so no part of a secret is in it,
// whatever --redact says.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "reporters/layout.h"
#include "reporters/places.h"
#include "reporters/printable.h"
#include "reporters/reporter.h"

namespace stanch {
namespace {

// A message, and in `property` the value of a property, as the runner reads
// them.
std::string escaped(std::string_view bytes, bool property) {
  std::string out;
  for (char c : printable(bytes)) {
    if (c == '%' || (property && (c == ':' || c == ','))) {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view command_of(Severity severity) {
  if (severity >= Severity::kHigh) return "error";
  return severity == Severity::kMedium ? "warning" : "notice";
}

std::string annotation(const Finding& finding, const Occurrence& place) {
  std::string where =
      fmt::format("file={}", escaped(place_name(place.provenance), true));
  if (place.start.line > 0) {
    where +=
        fmt::format(",line={},endLine={}", place.start.line, place.end.line);
    // Columns count only within one line.
    if (place.start.line == place.end.line) {
      where += fmt::format(",col={},endColumn={}", place.start.column,
                           place.end.column);
    }
  }
  std::string message =
      finding.title + " (" + finding.rule_id + "). " + finding.next;
  return fmt::format("::{} {},title={}::{}\n", command_of(finding.severity),
                     where, escaped("Leaked secret: " + finding.title, true),
                     escaped(message, false));
}

class GithubReporter : public FindingSink {
 public:
  explicit GithubReporter(Output& output) : output_(output) {}

  Result<void> begin(const RunSummary&) override { return {}; }

  Result<void> accept(const Finding& finding) override {
    for (const Occurrence* place : places_of(finding)) {
      lines_.emplace_back(finding.severity, annotation(finding, *place));
    }
    return {};
  }

  Result<void> end(const RunSummary& run) override {
    std::ranges::stable_sort(lines_, std::greater<>(),
                             &std::pair<Severity, std::string>::first);
    std::string out;
    for (const auto& [severity, line] : lines_) out += line;
    if (!run.complete) out += unread(run);
    out += fmt::format("stanch: {} in {}, {}\n", counted(run.secrets, "secret"),
                       counted(lines_.size(), "place"),
                       counted(run.blobs, run.unit));
    return output_.write(out);
  }

 private:
  static std::string unread(const RunSummary& run) {
    std::string out;
    for (const Skipped& item : run.skipped) {
      if (item.why != Skipped::Why::kUnreadable) continue;
      out += fmt::format("::error title=Not scanned::{}\n",
                         escaped(item.path + ": " + item.reason, false));
    }
    if (!out.empty()) return out;
    return "::error title=Incomplete::not all that was asked for was read\n";
  }

  Output& output_;
  std::vector<std::pair<Severity, std::string>> lines_;
};

}  // namespace

std::unique_ptr<FindingSink> make_github_reporter(Output& output,
                                                  ReportOptions) {
  return std::make_unique<GithubReporter>(output);
}

}  // namespace stanch
