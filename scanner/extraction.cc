// SPDX-License-Identifier: Apache-2.0
#include "scanner/extraction.h"

#include <vector>

#include <re2/re2.h>

namespace stanch {
namespace {

Range range_of(re2::StringPiece part, std::string_view text) {
  auto begin = static_cast<std::uint64_t>(part.data() - text.data());
  return {begin, begin + part.size()};
}

// What of a match gitleaks reports (docs/gitleaks.md): newlines at its ends are
// cut off, and the groups are those of a match in what is left, alone.
Candidate as_gitleaks(const CompiledRule& rule, std::size_t index,
                      std::string_view text, Range match) {
  while (!match.empty() && text[match.begin] == '\n') ++match.begin;
  while (!match.empty() && text[match.end - 1] == '\n') --match.end;
  Candidate out{index, match, match};
  auto alone = text.substr(match.begin, match.size());
  const re2::StringPiece piece(alone.data(), alone.size());
  int groups = rule.expression->NumberOfCapturingGroups();
  std::vector<re2::StringPiece> parts(groups + 1);
  if (groups == 0 ||
      !rule.expression->Match(piece, 0, piece.size(), re2::RE2::UNANCHORED,
                              parts.data(), groups + 1)) {
    return out;
  }
  int first = rule.group > 0 ? rule.group : 1;
  int last = rule.group > 0 ? rule.group : groups;
  for (int i = first; i <= last; ++i) {
    if (parts[i].empty()) continue;
    out.secret = range_of(parts[i], text);
    break;
  }
  return out;
}

}  // namespace

void extract(const CompiledRule& rule, std::size_t index, std::string_view text,
             Range region, std::vector<Candidate>& out) {
  if (rule.expression == nullptr) return;
  const re2::StringPiece whole(text.data(), text.size());
  if (rule.value != nullptr &&
      !rule.value->Match(whole, region.begin, region.end, re2::RE2::UNANCHORED,
                         nullptr, 0)) {
    return;
  }
  std::vector<re2::StringPiece> groups(rule.group + 1);
  std::uint64_t from = region.begin;
  while (from < region.end &&
         rule.expression->Match(whole, from, region.end, re2::RE2::UNANCHORED,
                                groups.data(),
                                static_cast<int>(groups.size()))) {
    Range match = range_of(groups[0], text);
    if (match.empty()) {
      from = match.end + 1;
      continue;
    }
    from = match.end;
    if (rule.as_gitleaks) {
      Candidate candidate = as_gitleaks(rule, index, text, match);
      if (!candidate.match.empty()) out.push_back(candidate);
      continue;
    }
    if (groups[rule.group].data() == nullptr) continue;
    Range secret = range_of(groups[rule.group], text);
    if (!secret.empty()) out.push_back({index, match, secret});
  }
}

}  // namespace stanch
