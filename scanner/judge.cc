// SPDX-License-Identifier: Apache-2.0
//
// First the questions about the value (scanner/questions.h), then allowlists
// and comments, then those that only the place can answer. docs/rules.md lists
// them.
#include "scanner/judge.h"

#include <algorithm>
#include <array>

#include "rules/suppression.h"
#include "scanner/allowing.h"
#include "scanner/compiled_rules.h"
#include "scanner/lines.h"
#include "scanner/questions.h"

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

bool has_comment(const Rule& rule, std::string_view text, Range match) {
  Range lines = lines_of(text, match);
  Range above = line_above(text, match);
  return allowed_by_comment(cut(text, lines.begin, lines.end), rule.id) ||
         allowed_from_above(cut(text, above.begin, above.end), rule.id);
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
                             const JudgeOptions& options,
                             const Surroundings* around) {
  const Rule& rule = database.rules()[candidate.rule];
  const CompiledRule& compiled = database.impl().compiled(candidate.rule);
  ContentVerdict verdict;
  verdict.reason = judge_value({rule, compiled, text, candidate, around});
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
  if (options.honour_comments && !rule.expression.empty() &&
      (has_comment(rule, text, candidate.match) ||
       (around && has_comment(rule, around->text, around->match)))) {
    verdict.reason = Reason::kSuppressed;
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

}  // namespace stanch
