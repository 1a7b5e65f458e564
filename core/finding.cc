// SPDX-License-Identifier: Apache-2.0
#include "core/finding.h"

#include <algorithm>
#include <array>
#include <utility>

namespace stanch {

std::string_view to_string(Severity severity) {
  constexpr std::array<std::string_view, 4> kNames = {"low", "medium", "high",
                                                      "critical"};
  return kNames[static_cast<std::size_t>(severity)];
}

std::string_view to_string(Confidence confidence) {
  constexpr std::array<std::string_view, 3> kNames = {"low", "medium", "high"};
  return kNames[static_cast<std::size_t>(confidence)];
}

void add_place(Finding& finding, Finding&& other) {
  finding.severity = std::max(finding.severity, other.severity);
  finding.confidence = std::max(finding.confidence, other.confidence);
  for (FindingPart& part : other.parts) {
    bool known =
        std::ranges::any_of(finding.parts, [&](const FindingPart& one) {
          return one.name == part.name && one.secret == part.secret;
        });
    if (!known) finding.parts.push_back(std::move(part));
  }
  finding.other_places.push_back(std::move(other.place));
}

}  // namespace stanch
