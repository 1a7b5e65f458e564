// SPDX-License-Identifier: Apache-2.0
//
// JUnit XML, as CI systems read it: a test suite for each rule that found
// something, a test case for each file, which fails and names every place in
// it. A clean run is one test that passed; a run that could not read everything
// has a test with an error.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "reporters/layout.h"
#include "reporters/markup.h"
#include "reporters/places.h"
#include "reporters/reporter.h"

namespace stanch {
namespace {

// What one rule found in one file.
struct FileCase {
  std::uint64_t places = 0;
  std::string text;  // escaped
};

struct RuleSuite {
  std::string title;
  std::map<std::string, FileCase> files;  // by path
};

class JunitReporter : public FindingSink {
 public:
  JunitReporter(Output& output, ReportOptions options)
      : output_(output), options_(std::move(options)) {}

  Result<void> begin(const RunSummary&) override { return {}; }
  Result<void> accept(const Finding& finding) override;
  Result<void> end(const RunSummary& run) override;

 private:
  Output& output_;
  ReportOptions options_;
  std::map<std::string, RuleSuite> suites_;  // by rule
};

Result<void> JunitReporter::accept(const Finding& finding) {
  RuleSuite& suite = suites_[finding.rule_id];
  suite.title = finding.title;
  std::string secret = finding.secret.redacted(options_.redact);
  std::string match = finding.match_before + secret + finding.match_after;
  for (const Occurrence* place : places_of(finding)) {
    std::string path = place_name(place->provenance);
    FileCase& file = suite.files[path];
    if (file.places++ == 0) {
      file.text =
          xml_text(finding.grants.empty() ? "" : "Opens " + finding.grants) +
          "\n" + xml_text(finding.next) + "\n";
    }
    file.text += xml_text(fmt::format("{}:{}:{}: {}", path, place->start.line,
                                      place->start.column, match)) +
                 "\n";
  }
  return {};
}

std::string suite_xml(const std::string& rule, const RuleSuite& suite) {
  std::string out = fmt::format(
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
      "skipped=\"0\" time=\"0\">\n",
      xml_text(rule), suite.files.size(), suite.files.size());
  for (const auto& [path, file] : suite.files) {
    out += fmt::format(
        "    <testcase name=\"{}\" classname=\"{}\" time=\"0\">\n"
        "      <failure message=\"{}: {}\" type=\"{}\">{}</failure>\n"
        "    </testcase>\n",
        xml_text(path), xml_text("stanch." + rule), xml_text(suite.title),
        counted(file.places, "place"), xml_text(rule), file.text);
  }
  return out + "  </testsuite>\n";
}

// The run itself as a test: passed, or an error that names what was not read.
std::string run_xml(const RunSummary& run) {
  std::string out = fmt::format(
      "  <testsuite name=\"stanch\" tests=\"1\" failures=\"0\" errors=\"{}\" "
      "skipped=\"0\" time=\"{:.3f}\">\n"
      "    <testcase name=\"{}\" classname=\"stanch\" time=\"{:.3f}\"",
      run.complete ? 0 : 1, run.seconds, xml_text(run.target), run.seconds);
  if (run.complete) return out + "/>\n  </testsuite>\n";
  out +=
      ">\n      <error message=\"not everything could be read\" "
      "type=\"incomplete\">\n";
  for (const Skipped& item : run.skipped) {
    if (item.why != Skipped::Why::kUnreadable) continue;
    out += xml_text(item.path + ": " + item.reason) + "\n";
  }
  return out + "</error>\n    </testcase>\n  </testsuite>\n";
}

Result<void> JunitReporter::end(const RunSummary& run) {
  std::size_t failures = 0;
  std::string body = run_xml(run);
  for (const auto& [rule, suite] : suites_) {
    failures += suite.files.size();
    body += suite_xml(rule, suite);
  }
  return output_.write(fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"stanch\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
      "time=\"{:.3f}\">\n{}</testsuites>\n",
      failures + 1, failures, run.complete ? 0 : 1, run.seconds, body));
}

}  // namespace

std::unique_ptr<FindingSink> make_junit_reporter(Output& output,
                                                 ReportOptions options) {
  return std::make_unique<JunitReporter>(output, std::move(options));
}

}  // namespace stanch
