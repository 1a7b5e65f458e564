// SPDX-License-Identifier: Apache-2.0
//
// Reviewdog's diagnostic format, one object (rdjson): a diagnostic for each
// place of each secret. Lines and columns count from 1, columns count bytes,
// the end is one byte after. It becomes comments of a review, so it never holds
// any part of a secret, whatever --redact says.
#include <string>
#include <utility>

#include <fmt/format.h>

#include "reporters/json_string.h"
#include "reporters/places.h"
#include "reporters/reporter.h"

namespace stanch {
namespace {

std::string_view rdjson_severity(Severity severity) {
  if (severity >= Severity::kHigh) return "ERROR";
  return severity == Severity::kMedium ? "WARNING" : "INFO";
}

class RdjsonReporter : public FindingSink {
 public:
  explicit RdjsonReporter(Output& output) : output_(output) {}

  Result<void> begin(const RunSummary&) override {
    return output_.write("{\"source\":{\"name\":\"stanch\"},\"diagnostics\":[");
  }

  Result<void> accept(const Finding& finding) override {
    std::string out;
    for (const Occurrence* place : places_of(finding)) {
      out += (std::exchange(first_, false) ? "\n" : ",\n");
      out += diagnostic(finding, *place);
    }
    return output_.write(out);
  }

  Result<void> end(const RunSummary&) override {
    return output_.write(first_ ? "]}\n" : "\n]}\n");
  }

 private:
  static std::string diagnostic(const Finding& finding,
                                const Occurrence& place) {
    std::string message = finding.title + ". " + finding.next;
    std::string range;
    if (place.start.line > 0) {
      range = fmt::format(
          ",\"range\":{{\"start\":{{\"line\":{},\"column\":{}}},"
          "\"end\":{{\"line\":{},\"column\":{}}}}}",
          place.start.line, place.start.column, place.end.line,
          place.end.column + 1);
    }
    return fmt::format(
        "{{\"message\":{},\"location\":{{\"path\":{}{}}},\"severity\":\"{}\","
        "\"code\":{{\"value\":{}}}}}",
        json_string(message), json_string(place_name(place.provenance)), range,
        rdjson_severity(finding.severity), json_string(finding.rule_id));
  }

  Output& output_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<FindingSink> make_rdjson_reporter(Output& output,
                                                  ReportOptions) {
  return std::make_unique<RdjsonReporter>(output);
}

}  // namespace stanch
