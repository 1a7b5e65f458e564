// SPDX-License-Identifier: Apache-2.0
#include "core/finding.h"

#include <array>

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

}  // namespace stanch
