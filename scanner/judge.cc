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

#include "core/secret.h"
#include "rules/suppression.h"
#include "scanner/boundary.h"
#include "scanner/compiled_rules.h"
#include "scanner/entropy.h"
#include "scanner/placeholder.h"

namespace stanch {
namespace {

// How far from a match a context word may stand, in bytes.
constexpr std::size_t kContextBefore = 160;
constexpr std::size_t kContextAfter = 60;
// How far from a match a comment on its line may stand, in bytes.
constexpr std::size_t kCommentReach = 4096;

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

bool any_occurs(const std::vector<Expression>& expressions,
                std::string_view text) {
  return std::ranges::any_of(expressions, [&](const auto& expression) {
    return occurs(expression, text);
  });
}

// Whether the allowlist speaks of this secret, paths aside.
bool covers(const CompiledAllow& allow, const Rule& rule,
            std::string_view secret, const JudgeOptions& options) {
  if (!allow.rules.empty() &&
      std::ranges::find(allow.rules, rule.id) == allow.rules.end()) {
    return false;
  }
  if (!allow.values.empty() && !any_occurs(allow.values, secret)) return false;
  if (allow.fingerprints.empty()) return true;
  Secret keyed(secret, options.fingerprint_key);
  return std::ranges::find(allow.fingerprints, keyed.fingerprint()) !=
         allow.fingerprints.end();
}

// The lines on which the match stands, as far as a comment may be from it.
Range lines_of(std::string_view text, Range match) {
  std::uint64_t earliest =
      match.begin - std::min<std::uint64_t>(match.begin, kCommentReach);
  std::string_view before = cut(text, earliest, match.begin);
  auto newline = before.rfind('\n');
  std::uint64_t begin =
      newline == before.npos ? earliest : earliest + newline + 1;
  std::uint64_t latest =
      std::min<std::uint64_t>(text.size(), match.end + kCommentReach);
  auto after = cut(text, match.end, latest).find('\n');
  return {begin, after == std::string_view::npos ? latest : match.end + after};
}

bool has_comment(const Rule& rule, std::string_view text, Range match) {
  Range lines = lines_of(text, match);
  return allowed_by_comment(cut(text, lines.begin, lines.end), rule.id);
}

}  // namespace

std::string_view to_string(Reason reason) {
  constexpr std::array<std::string_view, 11> kNames = {
      "reported",  "width",      "boundary", "path",
      "context",   "checksum",   "entropy",  "placeholder",
      "allowlist", "suppressed", "overlap"};
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
  if (!stands_alone(text, candidate.secret, rule.boundary)) {
    return {Reason::kBoundary, {}};
  }
  if (!rule.context.empty() && !has_context(rule, text, candidate.match) &&
      !(around && has_context(rule, around->text, around->match))) {
    return {Reason::kContext, {}};
  }
  if (compiled.checksum && !compiled.checksum(secret)) {
    return {Reason::kChecksum, {}};
  }
  if (rule.entropy > 0 && shannon_entropy(secret) < rule.entropy) {
    return {Reason::kEntropy, {}};
  }
  if (is_rule_placeholder(compiled, secret) || is_placeholder(secret) ||
      is_seamed(rule, text, candidate.secret)) {
    return {Reason::kPlaceholder, {}};
  }
  ContentVerdict verdict;
  const auto& allows = database.impl().allows;
  for (std::uint32_t i = 0; i < allows.size(); ++i) {
    if (!covers(allows[i], rule, secret, options)) continue;
    if (allows[i].paths.empty()) return {Reason::kAllowlist, {}};
    verdict.allows.push_back(i);
  }
  if (options.honour_comments &&
      (has_comment(rule, text, candidate.match) ||
       (around && has_comment(rule, around->text, around->match)))) {
    verdict.reason = Reason::kSuppressed;
  }
  return verdict;
}

Reason judge_at(const RuleDatabase& database, std::size_t rule,
                const ContentVerdict& content, std::string_view path) {
  if (content.reason == Reason::kWidth || content.reason == Reason::kBoundary) {
    return content.reason;
  }
  const CompiledRule& compiled = database.impl().compiled(rule);
  if (compiled.path && !occurs(compiled.path, path)) return Reason::kPath;
  bool allowed = std::ranges::any_of(content.allows, [&](std::uint32_t i) {
    return any_occurs(database.impl().allows[i].paths, path);
  });
  return allowed ? Reason::kAllowlist : content.reason;
}

Reason judge(const RuleDatabase& database, const Candidate& candidate,
             std::string_view text, const Provenance& provenance,
             const JudgeOptions& options) {
  return judge_at(database, candidate.rule,
                  judge_content(database, candidate, text, options),
                  provenance.path);
}

Range judged_bytes(std::string_view text, Range match) {
  Range lines = lines_of(text, match);
  std::uint64_t before = std::min<std::uint64_t>(
      {match.begin - std::min<std::uint64_t>(match.begin, kContextBefore),
       lines.begin - std::min<std::uint64_t>(lines.begin, 1)});
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
