// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/range.h"
#include "rules/rule.h"

namespace stanch {

// A match that is to be reported, and what stands round it. Borrows all.
struct Survivor {
  const Rule& rule;
  std::string_view value;  // the secret, decoded where it was encoded
  std::string_view text;
  Range match;   // in the text
  Range secret;  // likewise
  std::string_view path;
  std::int64_t now = 0;  // seconds since 1970; 0: no token counts as expired
};

// One feature of a survivor: what was seen, from 0 to 1, and what that adds.
struct Evidence {
  std::string_view feature;  // docs/judging.md
  double value = 0;
  double weight = 0;
};

struct ConfidenceScore {
  Confidence level = Confidence::kHigh;
  // The sum, in log-odds that it is a credential that somebody uses. 0 and no
  // evidence for a rule that is not doubted.
  double sum = 0;
  std::vector<Evidence> evidence;  // every feature, in a fixed order
};

// A pure function of its argument, asked only of what is reported. What a
// user's own rule finds is never doubted.
ConfidenceScore score(const Survivor& survivor);

}  // namespace stanch
