// SPDX-License-Identifier: Apache-2.0
//
// CSV (RFC 4180, but for lines that end with LF): a heading, then a line for
// each place of each secret. docs/reports.md lists the columns.
#include <string>
#include <utility>

#include <fmt/format.h>

#include "reporters/markup.h"
#include "reporters/places.h"
#include "reporters/reporter.h"

namespace stanch {
namespace {

constexpr std::string_view kHeading =
    "severity,rule_id,title,provider,path,start_line,start_column,end_line,"
    "end_column,secret,match,fingerprint,source,commit,author,email,date,"
    "first_commit_date,removed_commit_date,in_head,open,exposure_days,refs,"
    "grants,next,link,confidence\n";

class CsvReporter : public FindingSink {
 public:
  CsvReporter(Output& output, ReportOptions options)
      : output_(output), options_(std::move(options)) {}

  Result<void> begin(const RunSummary& run) override {
    repository_ = run.repository;
    return output_.write(kHeading);
  }

  Result<void> accept(const Finding& finding) override {
    std::string out;
    for (const Occurrence* place : places_of(finding)) {
      out += line(finding, *place);
    }
    return output_.write(out);
  }

  Result<void> end(const RunSummary&) override { return {}; }

 private:
  std::string line(const Finding& finding, const Occurrence& place) const;

  Output& output_;
  ReportOptions options_;
  std::optional<RepositoryNote> repository_;
};

std::string story(const Finding& finding) {
  if (!finding.exposure) return ",,,,,";
  const Exposure& exposure = *finding.exposure;
  auto date = [](const std::optional<CommitSummary>& commit) {
    return commit ? csv_cell(commit->date) : std::string();
  };
  return fmt::format("{},{},{},{},{},{}", date(exposure.first),
                     date(exposure.removed), exposure.in_head, exposure.is_open,
                     exposure.days, exposure.ref_count);
}

std::string CsvReporter::line(const Finding& finding,
                              const Occurrence& place) const {
  const Provenance& where = place.provenance;
  std::string secret = finding.secret.redacted(options_.redact);
  std::string match = finding.match_before + secret + finding.match_after;
  auto known = [&](std::string_view key) {
    return csv_cell(attribute(where, key));
  };
  std::string out = fmt::format(
      "{},{},{},{},{},{},{},{},{},", to_string(finding.severity),
      csv_cell(finding.rule_id), csv_cell(finding.title),
      csv_cell(finding.provider), csv_cell(place_name(where)), place.start.line,
      place.start.column, place.end.line, place.end.column);
  out += fmt::format("{},{},{},{},{},{},{},{},", csv_cell(secret),
                     csv_cell(match), finding.secret.fingerprint(),
                     csv_cell(where.origin), known("commit"), known("author"),
                     known("email"), known("date"));
  return out + fmt::format("{},{},{},{},{}\n", story(finding),
                           csv_cell(finding.grants), csv_cell(finding.next),
                           csv_cell(link_to(repository_, place)),
                           to_string(finding.confidence));
}

}  // namespace

std::unique_ptr<FindingSink> make_csv_reporter(Output& output,
                                               ReportOptions options) {
  return std::make_unique<CsvReporter>(output, std::move(options));
}

}  // namespace stanch
