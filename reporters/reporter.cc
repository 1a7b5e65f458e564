// SPDX-License-Identifier: Apache-2.0
#include "reporters/reporter.h"

#include <algorithm>

namespace stanch {
namespace {

constexpr ReporterKind kReporters[] = {
    {"text", "for people", make_text_reporter},
    {"json", "one object (docs/report-schema.md)", make_json_reporter},
    {"jsonl", "one object a line", make_jsonl_reporter},
    {"html", "one page to open in a browser", make_html_reporter, true},
    {"sarif", "SARIF 2.1.0, for code scanning", make_sarif_reporter, true},
    {"junit", "JUnit XML, for the tests tab of a CI", make_junit_reporter},
    {"csv", "a line a place, for spreadsheets", make_csv_reporter},
    {"gitlab", "GitLab's secret detection report", make_gitlab_reporter},
    {"github", "annotations of GitHub Actions", make_github_reporter},
    {"rdjson", "for reviewdog", make_rdjson_reporter},
    {"markdown", "a comment for a pull request", make_markdown_reporter},
    {"gitleaks-json", "as gitleaks writes it", make_gitleaks_reporter},
    {"baseline", "for --baseline", make_baseline_reporter},
};

}  // namespace

std::span<const ReporterKind> reporters() { return kReporters; }

const ReporterKind* find_reporter(std::string_view name) {
  auto found = std::ranges::find(kReporters, name, &ReporterKind::name);
  return found == std::end(kReporters) ? nullptr : found;
}

}  // namespace stanch
