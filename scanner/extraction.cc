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
    if (groups[rule.group].data() == nullptr) continue;
    Range secret = range_of(groups[rule.group], text);
    if (!secret.empty()) out.push_back({index, match, secret});
  }
}

}  // namespace stanch
