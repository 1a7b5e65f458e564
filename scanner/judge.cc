// SPDX-License-Identifier: Apache-2.0
//
// The questions stand in one list, cheapest first where the order is free; the
// list is the order of docs/rules.md.
#include "scanner/judge.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include <re2/re2.h>

#include "rules/run.h"
#include "rules/suppression.h"
#include "scanner/allowing.h"
#include "scanner/boundary.h"
#include "scanner/compiled_rules.h"
#include "scanner/entropy.h"
#include "scanner/lines.h"
#include "scanner/placeholder.h"

namespace stanch {
namespace {

// How far from a match a context word may stand, in bytes.
constexpr std::size_t kContextBefore = 160;
constexpr std::size_t kContextAfter = 60;

std::string_view cut(std::string_view text, std::uint64_t begin,
                     std::uint64_t end) {
  return text.substr(begin, end - begin);
}

bool has_context(const Rule& rule, std::string_view text, Range match) {
  std::uint64_t begin =
      match.begin - std::min<std::uint64_t>(match.begin, kContextBefore);
  std::uint64_t end =
      std::min<std::uint64_t>(text.size(), match.end + kContextAfter);
  std::string near(cut(text, begin, end));
  std::ranges::transform(near, near.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return std::ranges::any_of(rule.context, [&](const std::string& word) {
    return near.find(word) != near.npos;
  });
}

bool is_rule_placeholder(const CompiledRule& rule, std::string_view secret) {
  re2::StringPiece piece(secret.data(), secret.size());
  return std::ranges::any_of(rule.placeholders, [&](const auto& expression) {
    return re2::RE2::FullMatch(piece, *expression);
  });
}

// The seam of an example in a rule file stands in the value, or beside it where
// a rule that goes by the name takes what is left of the value for the whole.
bool is_seamed(const Rule& rule, std::string_view text, Range secret) {
  constexpr std::string_view kSeam = "<>";
  std::uint64_t reach = rule.specificity == Specificity::kExact ? 0 : 2;
  std::uint64_t begin = secret.begin - std::min(secret.begin, reach);
  std::uint64_t end = std::min<std::uint64_t>(text.size(), secret.end + reach);
  return cut(text, begin, end).find(kSeam) != std::string_view::npos;
}

// What the value itself says, for a rule of our own.
Reason judge_value(const Rule& rule, const CompiledRule& compiled,
                   std::string_view text, const Candidate& candidate,
                   const Surroundings* around) {
  std::string_view secret =
      cut(text, candidate.secret.begin, candidate.secret.end);
  if (!stands_alone(text, candidate.secret, rule.boundary)) {
    return Reason::kBoundary;
  }
  if (!rule.context.empty() && !has_context(rule, text, candidate.match) &&
      !(around && has_context(rule, around->text, around->match))) {
    return Reason::kContext;
  }
  if (compiled.checksum && !compiled.checksum(secret)) {
    return Reason::kChecksum;
  }
  if (!rule.names.empty() &&
      run_of_value(text.substr(candidate.secret.begin)) == 0) {
    return Reason::kEntropy;
  }
  if (rule.entropy > 0 && shannon_entropy(secret) < rule.entropy) {
    return Reason::kEntropy;
  }
  if (is_rule_placeholder(compiled, secret) || is_placeholder(secret) ||
      is_seamed(rule, text, candidate.secret)) {
    return Reason::kPlaceholder;
  }
  return Reason::kReported;
}

// gitleaks asks for nothing but entropy, and for more than the rule says.
Reason judge_as_gitleaks(const Rule& rule, std::string_view secret) {
  bool enough = rule.entropy == 0 || character_entropy(secret) > rule.entropy;
  return enough ? Reason::kReported : Reason::kEntropy;
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
  std::string_view secret =
      cut(text, candidate.secret.begin, candidate.secret.end);
  if (candidate.match.size() > rule.max_length) return {Reason::kWidth, {}};
  ContentVerdict verdict;
  verdict.reason = rule.dialect == Dialect::kGitleaks
                       ? judge_as_gitleaks(rule, secret)
                       : judge_value(rule, compiled, text, candidate, around);
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
