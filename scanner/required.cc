// SPDX-License-Identifier: Apache-2.0
#include "scanner/required.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "core/position.h"
#include "scanner/compiled_rules.h"

namespace stanch {
namespace {

bool within(std::uint64_t a, std::uint64_t b,
            std::optional<std::uint32_t> reach) {
  return !reach || (a > b ? a - b : b - a) <= *reach;
}

// Columns of different lines say nothing of each other, so a limit of columns
// asks for the same line. gitleaks compares them all the same.
bool is_near(const Position& a, const Position& b, const RequiredRule& required,
             bool like_gitleaks) {
  if (!within(a.line, b.line, required.within_lines)) return false;
  if (!required.within_columns) return true;
  return (like_gitleaks || a.line == b.line) &&
         within(a.column, b.column, required.within_columns);
}

}  // namespace

void set_starts(std::string_view text, std::vector<Candidate>& candidates) {
  std::ranges::sort(candidates, {},
                    [](const Candidate& one) { return one.match.begin; });
  PositionCursor cursor(text, {});
  for (Candidate& candidate : candidates) {
    candidate.start = cursor.at(candidate.match.begin);
  }
}

void settle_required(const RuleDatabase& database,
                     std::vector<Candidate>& candidates) {
  const UnboundRules& unbound = database.impl().unbound;
  if (!unbound.any_required && !unbound.any_component) return;
  auto rules = database.rules();
  std::vector<std::size_t> refused;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& one = candidates[i];
    if (one.reason != Reason::kReported) continue;
    auto is_met = [&](const RequiredRule& required) {
      return std::ranges::any_of(candidates, [&](const Candidate& other) {
        return other.reason == Reason::kReported &&
               rules[other.rule].id == required.id &&
               is_near(one.start, other.start, required, unbound.like_gitleaks);
      });
    };
    if (!std::ranges::all_of(rules[one.rule].required, is_met)) {
      refused.push_back(i);
    }
  }
  for (std::size_t i : refused) candidates[i].reason = Reason::kRequired;
  for (Candidate& candidate : candidates) {
    if (candidate.reason == Reason::kReported &&
        (rules[candidate.rule].is_component || candidate.only_component)) {
      candidate.reason = Reason::kComponent;
    }
  }
}

}  // namespace stanch
