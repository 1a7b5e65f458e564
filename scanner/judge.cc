// SPDX-License-Identifier: Apache-2.0
//
// First the questions about the value (scanner/questions.h), then allowlists
// and comments, then those that only the place can answer. docs/rules.md lists
// them.
#include "scanner/judge.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "rules/suppression.h"
#include "scanner/allowing.h"
#include "scanner/compiled_rules.h"
#include "scanner/lines.h"
#include "scanner/questions.h"
#include "scanner/required.h"

namespace stanch {
namespace {

std::string_view cut(std::string_view text, std::uint64_t begin,
                     std::uint64_t end) {
  return text.substr(begin, end - begin);
}

// What the value itself says.
Reason judge_value(const Case& one) {
  for (const Question& question : questions_of(one.rule.dialect)) {
    if (question.refuses(one)) return question.reason;
  }
  return Reason::kReported;
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

}  // namespace

std::string_view to_string(Reason reason) {
  constexpr std::array<std::string_view, 13> kNames = {
      "reported", "width",     "boundary",    "path",      "context",
      "checksum", "entropy",   "placeholder", "allowlist", "suppressed",
      "required", "component", "overlap"};
  return kNames[static_cast<std::size_t>(reason)];
}

ContentVerdict judge_content(const RuleDatabase& database,
                             const Candidate& candidate, std::string_view text,
                             const JudgeOptions& options) {
  const Rule& rule = database.rules()[candidate.rule];
  const CompiledRule& compiled = database.impl().compiled(candidate.rule);
  ContentVerdict verdict;
  verdict.reason = judge_value({rule, compiled, text, candidate});
  if (verdict.reason != Reason::kReported) return verdict;
  const auto& allows = database.impl().allows;
  for (std::uint32_t i = 0; i < allows.size(); ++i) {
    if (!covers(database, allows[i], candidate, text, options)) continue;
    if (!asks_for_place(allows[i])) {
      allows[i].used.store(true, std::memory_order_relaxed);
      return {Reason::kAllowlist, {}};
    }
    verdict.allows.push_back(i);
  }
  if (options.honour_comments && !rule.expression.empty()) {
    Range lines = lines_of(text, candidate.match);
    Range above = line_above(text, candidate.match);
    if (allowed_by_comment(cut(text, lines.begin, lines.end), rule.id) ||
        allowed_from_above(cut(text, above.begin, above.end), rule.id)) {
      verdict.reason = Reason::kSuppressed;
    }
  }
  return verdict;
}

Reason judge_at(const RuleDatabase& database, std::size_t rule,
                const ContentVerdict& content, const Provenance& place) {
  if (content.reason == Reason::kWidth || content.reason == Reason::kBoundary) {
    return content.reason;
  }
  const CompiledRule& compiled = database.impl().compiled(rule);
  if (compiled.path && !occurs(compiled.path, place.path)) {
    return Reason::kPath;
  }
  bool allowed = std::ranges::any_of(content.allows, [&](std::uint32_t i) {
    const CompiledAllow& allow = database.impl().allows[i];
    bool covered = covers_place(allow, place);
    if (covered) allow.used.store(true, std::memory_order_relaxed);
    return covered;
  });
  return allowed ? Reason::kAllowlist : content.reason;
}

Reason judge(const RuleDatabase& database, const Candidate& candidate,
             std::string_view text, const Provenance& provenance,
             const JudgeOptions& options) {
  return judge_at(database, candidate.rule,
                  judge_content(database, candidate, text, options),
                  provenance);
}

Range judged_bytes(std::string_view text, Range match) {
  Range lines = lines_of(text, match);
  std::uint64_t first = std::min(line_above(text, match).begin, lines.begin);
  std::uint64_t before = std::min<std::uint64_t>(
      {match.begin - std::min<std::uint64_t>(match.begin, kContextBefore),
       first - std::min<std::uint64_t>(first, 1)});
  std::uint64_t after =
      std::max<std::uint64_t>(match.end + kContextBefore, lines.end + 1);
  return {before, std::min<std::uint64_t>(after, text.size())};
}

bool hides_others(Reason reason) {
  return reason == Reason::kReported || reason == Reason::kChecksum ||
         reason == Reason::kPlaceholder || reason == Reason::kAllowlist ||
         reason == Reason::kSuppressed;
}

void settle_overlaps(const RuleDatabase& database,
                     std::vector<Candidate>& candidates) {
  auto rules = database.rules();
  settle_required(database, candidates);
  // Whether `a` is to stay rather than `b`. Only what is reported competes
  // within one specificity.
  auto beats = [&](const Candidate& a, const Candidate& b) {
    if (rules[a.rule].dialect == Dialect::kGitleaks ||
        rules[b.rule].dialect == Dialect::kGitleaks) {
      return beats_in_gitleaks(rules[a.rule], a, rules[b.rule], b);
    }
    auto rank_a = rules[a.rule].specificity;
    auto rank_b = rules[b.rule].specificity;
    if (rank_a != rank_b) return rank_a > rank_b;
    if (a.reason != Reason::kReported) return false;
    if (a.secret.size() != b.secret.size()) {
      return a.secret.size() > b.secret.size();
    }
    return a.rule < b.rule ||
           (a.rule == b.rule && a.secret.begin < b.secret.begin);
  };
  std::ranges::sort(candidates, [](const Candidate& a, const Candidate& b) {
    return std::tie(a.secret.begin, a.secret.end, a.rule) <
           std::tie(b.secret.begin, b.secret.end, b.rule);
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
      return j != i && hides_others(other.reason) &&
             other.secret.touches(one.secret) && beats(other, one);
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
