// SPDX-License-Identifier: Apache-2.0
//
// The questions stand in one list, cheapest first where the order is free; the
// list is the order of docs/rules.md.
#include "scanner/judge.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <tuple>

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

bool is_allowed(const RuleDatabase& database, const Rule& rule,
                std::string_view secret, const Provenance& provenance,
                const JudgeOptions& options) {
  auto any_occurs = [](const auto& expressions, std::string_view text) {
    return expressions.empty() ||
           std::ranges::any_of(expressions, [&](const auto& expression) {
             return occurs(expression, text);
           });
  };
  return std::ranges::any_of(
      database.impl().allows, [&](const CompiledAllow& allow) {
        if (!allow.rules.empty() &&
            std::ranges::find(allow.rules, rule.id) == allow.rules.end()) {
          return false;
        }
        if (!any_occurs(allow.paths, provenance.path)) return false;
        if (!any_occurs(allow.values, secret)) return false;
        if (allow.fingerprints.empty()) return true;
        Secret keyed(secret, options.fingerprint_key);
        return std::ranges::find(allow.fingerprints, keyed.fingerprint()) !=
               allow.fingerprints.end();
      });
}

// The lines on which the match stands, as far as a comment may be from it.
std::string_view lines_of(std::string_view text, Range match) {
  std::uint64_t earliest =
      match.begin - std::min<std::uint64_t>(match.begin, kCommentReach);
  std::string_view before = cut(text, earliest, match.begin);
  auto newline = before.rfind('\n');
  std::uint64_t begin =
      newline == before.npos ? earliest : earliest + newline + 1;
  std::uint64_t latest =
      std::min<std::uint64_t>(text.size(), match.end + kCommentReach);
  std::uint64_t end =
      std::min<std::uint64_t>(text.find('\n', match.end), latest);
  return cut(text, begin, end);
}

}  // namespace

std::string_view to_string(Reason reason) {
  constexpr std::array<std::string_view, 11> kNames = {
      "reported",  "width",      "boundary", "path",
      "context",   "checksum",   "entropy",  "placeholder",
      "allowlist", "suppressed", "overlap"};
  return kNames[static_cast<std::size_t>(reason)];
}

Reason judge(const RuleDatabase& database, const Candidate& candidate,
             std::string_view text, const Provenance& provenance,
             const JudgeOptions& options) {
  const Rule& rule = database.rules()[candidate.rule];
  const CompiledRule& compiled = database.impl().compiled(candidate.rule);
  std::string_view secret =
      cut(text, candidate.secret.begin, candidate.secret.end);
  if (candidate.match.size() > rule.max_length) return Reason::kWidth;
  if (!stands_alone(text, candidate.secret, rule.boundary)) {
    return Reason::kBoundary;
  }
  if (compiled.path && !occurs(compiled.path, provenance.path)) {
    return Reason::kPath;
  }
  if (!rule.context.empty() && !has_context(rule, text, candidate.match)) {
    return Reason::kContext;
  }
  if (compiled.checksum && !compiled.checksum(secret)) return Reason::kChecksum;
  if (rule.entropy > 0 && shannon_entropy(secret) < rule.entropy) {
    return Reason::kEntropy;
  }
  if (is_rule_placeholder(compiled, secret) || is_placeholder(secret) ||
      is_seamed(rule, text, candidate.secret)) {
    return Reason::kPlaceholder;
  }
  if (is_allowed(database, rule, secret, provenance, options)) {
    return Reason::kAllowlist;
  }
  if (options.honour_comments &&
      allowed_by_comment(lines_of(text, candidate.match), rule.id)) {
    return Reason::kSuppressed;
  }
  return Reason::kReported;
}

void settle_overlaps(const RuleDatabase& database,
                     std::vector<Candidate>& candidates) {
  auto rules = database.rules();
  auto hides = [](Reason reason) {
    return reason == Reason::kReported || reason == Reason::kChecksum ||
           reason == Reason::kPlaceholder || reason == Reason::kAllowlist ||
           reason == Reason::kSuppressed;
  };
  // Whether `a` is to stay rather than `b`. Only what is reported competes
  // within one specificity.
  auto beats = [&](const Candidate& a, const Candidate& b) {
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
      return j != i && hides(other.reason) &&
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
