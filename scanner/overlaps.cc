// SPDX-License-Identifier: Apache-2.0
//
// Whether two secrets share bytes is asked of the innermost text that holds
// both: all that is in one compressed text stands at the same place outside.
#include <algorithm>
#include <tuple>
#include <vector>

#include "scanner/judge.h"
#include "scanner/required.h"

namespace stanch {
namespace {

// How many steps both have in common.
std::size_t common_steps(const Candidate& a, const Candidate& b) {
  std::size_t count = 0;
  while (count < a.steps.size() && count < b.steps.size() &&
         a.steps[count].run == b.steps[count].run) {
    ++count;
  }
  return count;
}

Range secret_at(const Candidate& candidate, std::size_t level) {
  return level == 0 ? candidate.secret : candidate.steps[level - 1].secret;
}

bool share_bytes(const Candidate& a, const Candidate& b) {
  if (!a.secret.touches(b.secret)) return false;
  std::size_t level = common_steps(a, b);
  return secret_at(a, level).touches(secret_at(b, level));
}

bool is_same_text(const Candidate& a, const Candidate& b) {
  return a.steps.size() == b.steps.size() &&
         common_steps(a, b) == a.steps.size();
}

std::vector<std::uint64_t> order_of(const std::vector<DecodedStep>& steps) {
  std::vector<std::uint64_t> order{steps.size()};
  for (const DecodedStep& step : steps) {
    order.insert(order.end(), {step.run.range.begin, step.run.range.end,
                               static_cast<std::uint64_t>(step.run.encoding),
                               step.secret.begin, step.secret.end});
  }
  return order;
}

// gitleaks reports every rule's findings side by side, but for those of generic
// rules that a rule that knows more has found too.
bool beats_in_gitleaks(const Rule& rule, const Candidate& candidate,
                       const Rule& other, const Candidate& beaten) {
  return candidate.reason == Reason::kReported &&
         rule.specificity != Specificity::kGeneric &&
         other.specificity == Specificity::kGeneric &&
         candidate.secret.contains(beaten.secret);
}

// A value of such a rule is a credential whatever it encodes.
bool knows_its_form(const Rule& rule) {
  return rule.specificity == Specificity::kExact ||
         (rule.specificity != Specificity::kGeneric && !rule.checksum.empty());
}

// Whether `a` is to stay rather than `b`. Only what is reported competes within
// one specificity.
bool beats(const RuleDatabase& database, const Candidate& a,
           const Candidate& b) {
  const Rule& rule = database.rules()[a.rule];
  const Rule& other_rule = database.rules()[b.rule];
  if (rule.dialect == Dialect::kGitleaks ||
      other_rule.dialect == Dialect::kGitleaks) {
    return beats_in_gitleaks(rule, a, other_rule, b);
  }
  const bool is_same = is_same_text(a, b);
  if (!is_same && a.rule != b.rule && knows_its_form(rule) &&
      knows_its_form(other_rule)) {
    return false;
  }
  auto rank = rule.specificity;
  auto other_rank = other_rule.specificity;
  if (rank != other_rank) return rank > other_rank;
  if (a.reason != Reason::kReported) return false;
  if (!is_same) return order_of(a.steps) < order_of(b.steps);
  Range secret = secret_at(a, a.steps.size());
  Range other = secret_at(b, b.steps.size());
  if (secret.size() != other.size()) return secret.size() > other.size();
  return a.rule < b.rule || (a.rule == b.rule && secret.begin < other.begin);
}

}  // namespace

void settle_overlaps(const RuleDatabase& database,
                     std::vector<Candidate>& candidates) {
  settle_required(database, candidates);
  std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
    return std::tie(a.secret.begin, a.secret.end, a.rule) <
               std::tie(b.secret.begin, b.secret.end, b.rule) ||
           (std::tie(a.secret.begin, a.secret.end, a.rule) ==
                std::tie(b.secret.begin, b.secret.end, b.rule) &&
            order_of(a.steps) < order_of(b.steps));
  });
  std::uint64_t widest = 0;
  for (const Candidate& c : candidates) {
    widest = std::max(widest, c.secret.size());
  }
  std::vector<std::size_t> beaten;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& one = candidates[i];
    if (one.reason != Reason::kReported) continue;
    auto hidden_by = [&](std::size_t j) {
      const Candidate& other = candidates[j];
      return j != i && hides_others(other.reason) && share_bytes(other, one) &&
             beats(database, other, one);
    };
    bool hidden = false;
    for (std::size_t j = i + 1; !hidden && j < candidates.size() &&
                                candidates[j].secret.begin < one.secret.end;
         ++j) {
      hidden = hidden_by(j);
    }
    for (std::size_t j = i;
         !hidden && j-- > 0 &&
         candidates[j].secret.begin + widest > one.secret.begin;) {
      hidden = hidden_by(j);
    }
    if (hidden) beaten.push_back(i);
  }
  for (std::size_t i : beaten) candidates[i].reason = Reason::kOverlap;
}

}  // namespace stanch
