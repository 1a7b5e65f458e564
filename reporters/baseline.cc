// SPDX-License-Identifier: Apache-2.0
//
// What was found as a baseline (baselines/baseline_line.h), for
// `stanch baseline`. Holds no secret, only fingerprints.
#include <set>
#include <string>

#include "baselines/baseline_line.h"
#include "reporters/reporter.h"

namespace stanch {
namespace {

class BaselineReporter : public FindingSink {
 public:
  explicit BaselineReporter(Output& output) : output_(output) {}

  Result<void> begin(const RunSummary&) override { return {}; }

  Result<void> accept(const Finding& finding) override {
    add(finding, finding.place);
    for (const Occurrence& place : finding.other_places) add(finding, place);
    return {};
  }

  Result<void> end(const RunSummary&) override {
    std::string out = std::string(kBaselineTitle) + "\n";
    for (const BaselineLine& line : lines_) out += to_string(line) + "\n";
    return output_.write(out);
  }

 private:
  void add(const Finding& finding, const Occurrence& place) {
    lines_.insert(
        {place.provenance.path, finding.rule_id, finding.secret.fingerprint()});
  }

  Output& output_;
  std::set<BaselineLine> lines_;
};

}  // namespace

std::unique_ptr<FindingSink> make_baseline_reporter(Output& output,
                                                    ReportOptions) {
  return std::make_unique<BaselineReporter>(output);
}

}  // namespace stanch
