// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/sink.h"
#include "reporters/output.h"

namespace stanch {

enum class Detail { kQuiet, kNormal, kVerbose };

struct ReportOptions {
  int redact = 100;  // percent of each secret that is hidden; see Secret
  bool color = false;
  // A person reads it on a terminal, which can open what a place links to
  // (OSC 8).
  bool terminal = false;
  Detail detail = Detail::kNormal;
  std::string version = {};  // stanch's own
};

// One format. A reporter writes to an Output that it borrows and whose
// commit() is the caller's to call after end().
struct ReporterKind {
  std::string_view name;
  std::string_view help;
  std::unique_ptr<FindingSink> (*make)(Output&, ReportOptions);
  // Findings that are ignored are accepted, too, and marked as such. Others are
  // given none.
  bool has_ignored = false;
};

// Every format there is; the first is the default.
std::span<const ReporterKind> reporters();

// Null when there is none of that name.
const ReporterKind* find_reporter(std::string_view name);

std::unique_ptr<FindingSink> make_text_reporter(Output&, ReportOptions);
std::unique_ptr<FindingSink> make_json_reporter(Output&, ReportOptions);
std::unique_ptr<FindingSink> make_jsonl_reporter(Output&, ReportOptions);
std::unique_ptr<FindingSink> make_sarif_reporter(Output&, ReportOptions);
std::unique_ptr<FindingSink> make_junit_reporter(Output&, ReportOptions);
std::unique_ptr<FindingSink> make_csv_reporter(Output&, ReportOptions);
std::unique_ptr<FindingSink> make_gitlab_reporter(Output&, ReportOptions);
std::unique_ptr<FindingSink> make_github_reporter(Output&, ReportOptions);
std::unique_ptr<FindingSink> make_rdjson_reporter(Output&, ReportOptions);
std::unique_ptr<FindingSink> make_markdown_reporter(Output&, ReportOptions);
std::unique_ptr<FindingSink> make_html_reporter(Output&, ReportOptions);
std::unique_ptr<FindingSink> make_gitleaks_reporter(Output&, ReportOptions);
std::unique_ptr<FindingSink> make_baseline_reporter(Output&, ReportOptions);

}  // namespace stanch
