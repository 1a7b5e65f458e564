// SPDX-License-Identifier: Apache-2.0
#include "scanner/joining.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

#include <re2/re2.h>

#include "scanner/compiled_rules.h"
#include "scanner/placeholder.h"

namespace stanch {
namespace {

constexpr std::uint64_t kJoinReach = 2048;

// Bytes between the two.
std::uint64_t distance(Range a, Range b) {
  if (a.touches(b)) return 0;
  return a.begin < b.begin ? b.begin - a.end : a.begin - b.end;
}

bool is_near(std::string_view text, Range a, Range b, std::uint32_t lines) {
  if (distance(a, b) > kJoinReach) return false;
  std::uint64_t from = std::min(a.begin, b.begin);
  std::uint64_t to = std::max(a.begin, b.begin);
  return std::ranges::count(text.substr(from, to - from), '\n') <= lines;
}

// The lines round a match in which a piece may begin.
Range near_lines(std::string_view text, Range match, std::uint32_t lines) {
  std::uint64_t begin = match.begin;
  const std::uint64_t first = match.begin - std::min(match.begin, kJoinReach);
  for (std::uint32_t newlines = 0; begin > first; --begin) {
    if (text[begin - 1] == '\n' && ++newlines > lines) break;
  }
  std::uint64_t end = match.end;
  const std::uint64_t last =
      std::min<std::uint64_t>(text.size(), match.end + kJoinReach);
  for (std::uint32_t newlines = 0; end < last; ++end) {
    if (text[end] == '\n' && ++newlines > lines) break;
  }
  return {begin, end};
}

// The nearest that the expression finds and that is no placeholder.
std::optional<Range> find_piece(const re2::RE2& expression,
                                std::string_view text, Range match,
                                std::uint32_t lines) {
  const Range near = near_lines(text, match, lines);
  const re2::StringPiece piece(text.data(), text.size());
  const int group = std::min(1, expression.NumberOfCapturingGroups());
  re2::StringPiece parts[2];
  std::optional<Range> out;
  std::uint64_t from = near.begin;
  while (from < near.end &&
         expression.Match(piece, from, near.end, re2::RE2::UNANCHORED, parts,
                          group + 1)) {
    from = parts[0].data() + std::max<std::size_t>(parts[0].size(), 1) -
           text.data();
    if (parts[group].empty()) continue;
    auto begin = static_cast<std::uint64_t>(parts[group].data() - text.data());
    Range found{begin, begin + parts[group].size()};
    if (found.touches(match) ||
        is_placeholder(text.substr(found.begin, found.size()))) {
      continue;
    }
    if (!out || distance(found, match) < distance(*out, match)) out = found;
  }
  return out;
}

// The nearest candidate that the part's rule reports; candidates stand in the
// order of their secrets.
std::optional<std::size_t> find_candidate(
    std::span<const Rule> rules, std::string_view text,
    const std::vector<Candidate>& candidates, const Candidate& main,
    const RulePart& part) {
  const std::uint64_t first =
      main.secret.begin - std::min(main.secret.begin, kJoinReach);
  auto near = std::ranges::lower_bound(
      candidates, first, {},
      [](const Candidate& one) { return one.secret.begin; });
  std::optional<std::size_t> nearest;
  for (; near != candidates.end() &&
         near->secret.begin <= main.secret.end + kJoinReach;
       ++near) {
    if (near->reason != Reason::kReported || !near->steps.empty() ||
        rules[near->rule].id != part.rule ||
        !is_near(text, main.secret, near->secret, part.lines)) {
      continue;
    }
    if (!nearest || distance(near->secret, main.secret) <
                        distance(candidates[*nearest].secret, main.secret)) {
      nearest = near - candidates.begin();
    }
  }
  return nearest;
}

}  // namespace

Joins join_parts(const RuleDatabase& database, std::string_view text,
                 const std::vector<Candidate>& candidates) {
  auto rules = database.rules();
  Joins out{.joined = std::vector<Joined>(candidates.size()),
            .is_piece = std::vector<bool>(candidates.size())};
  if (database.impl().unbound.like_gitleaks) return out;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& main = candidates[i];
    const Rule& rule = rules[main.rule];
    if (main.reason != Reason::kReported || rule.parts.empty() ||
        !main.steps.empty()) {
      continue;
    }
    const CompiledRule& compiled = database.impl().compiled(main.rule);
    Joined& joined = out.joined[i];
    joined.whole = true;
    for (std::size_t p = 0; p < rule.parts.size(); ++p) {
      const RulePart& part = rule.parts[p];
      std::optional<Range> found;
      if (compiled.parts[p]) {
        found = find_piece(*compiled.parts[p], text, main.secret, part.lines);
      } else if (auto other =
                     find_candidate(rules, text, candidates, main, part)) {
        out.is_piece[*other] = true;
        found = candidates[*other].secret;
      }
      if (found) {
        joined.pieces.push_back({p, *found});
      } else if (!part.optional) {
        joined.whole = false;
      }
    }
  }
  return out;
}

}  // namespace stanch
