// SPDX-License-Identifier: Apache-2.0
//
// Our own baseline: a text file with one line for each known secret, rule and
// path, in no way tied to a position, so that a moved secret stays known and
// two branches' baselines merge line by line.
//
//   # stanch baseline 1
//   0f1e2d3c4b5a69788796a5b4c3d2e1f0 generic-api-key src/old settings.py
//
// Lines are sorted by path, then rule, then fingerprint. In a path `\` and
// every byte that is no printable ASCII stand as `\xNN`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stanch {

inline constexpr std::string_view kBaselineTitle = "# stanch baseline 1";

struct BaselineLine {
  std::string path;
  std::string rule;
  std::string fingerprint;  // core/secret.h

  auto operator<=>(const BaselineLine&) const = default;
};

std::string to_string(const BaselineLine& line);  // without a line end

// Nothing where it is no such line.
std::optional<BaselineLine> parse_baseline_line(std::string_view line);

}  // namespace stanch
