// SPDX-License-Identifier: Apache-2.0
#include "reporters/reporter.h"

#include <algorithm>

namespace stanch {
namespace {

constexpr ReporterKind kReporters[] = {
    {"text", "for people", make_text_reporter},
    {"json", "one object (docs/report-schema.md)", make_json_reporter},
    {"jsonl", "one object a line", make_jsonl_reporter},
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
