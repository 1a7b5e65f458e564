// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/sink.h"
#include "reporters/reporter.h"

namespace stanch {

// A run that a reporter is shown, and the report that it makes of it.
struct SampleRun {
  std::vector<Finding> findings;
  RunSummary summary;
};

SampleRun ordinary_run();    // two secrets, one in eight places; left-outs
SampleRun history_run();     // in HEAD; removed; in a message
SampleRun empty_run();       // nothing found, nothing left out
SampleRun incomplete_run();  // interrupted, things unread
SampleRun hostile_run();     // escapes, direction marks, no UTF-8, long lines

struct NamedRun {
  std::string_view name;
  SampleRun (*make)();
};
inline constexpr NamedRun kSampleRuns[] = {{"ordinary", ordinary_run},
                                           {"history", history_run},
                                           {"empty", empty_run},
                                           {"incomplete", incomplete_run},
                                           {"hostile", hostile_run}};

// The value of every secret in these runs holds this text.
inline constexpr std::string_view kSampleSecret = "s3cr3t-Of-Sample-4711";

std::string report_of(const SampleRun& run, std::string_view format,
                      ReportOptions options);

}  // namespace stanch
