// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "cli/scan_flags.h"
#include "core/result.h"
#include "scanner/pipeline.h"

namespace stanch {

// The reports that one run was asked for.
class Reports {
 public:
  // Opens every place now, also the summary of a step of GitHub Actions, which
  // belongs to a github report (GITHUB_STEP_SUMMARY), so that a mistake is
  // known before the scan. kUsage for a format that does not exist, a place
  // that takes no report, or one place for two reports.
  static Result<Reports> open(const ScanFlags& flags);

  // Writes them all, also when one fails; what fails is said. 0, or the exit
  // code of a failure. Once.
  int write(const PipelineResult& result);

  // Whether a person at this terminal is going to read the text report.
  bool shown_to_a_person() const;

 private:
  struct Report {
    std::string place;  // "-" for standard output
    const ReporterKind* kind;
    Output output;
  };

  Result<void> add(std::string_view format, const std::string& place);
  Result<void> add_step_summary();

  ColorChoice color_ = ColorChoice::kAuto;
  ReportOptions options_;
  std::deque<Report> reports_;
};

}  // namespace stanch
