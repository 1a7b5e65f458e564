// SPDX-License-Identifier: Apache-2.0
#include "scanner/lines.h"

#include <algorithm>
#include <cstdint>

namespace stanch {
namespace {

// How far from a match something on its line may stand, in bytes.
constexpr std::uint64_t kLineReach = 4096;

}  // namespace

Range lines_of(std::string_view text, Range match) {
  std::uint64_t earliest = match.begin - std::min(match.begin, kLineReach);
  std::string_view before = text.substr(earliest, match.begin - earliest);
  auto newline = before.rfind('\n');
  std::uint64_t begin =
      newline == before.npos ? earliest : earliest + newline + 1;
  std::uint64_t latest =
      std::min<std::uint64_t>(text.size(), match.end + kLineReach);
  auto after = text.substr(match.end, latest - match.end).find('\n');
  return {begin, after == std::string_view::npos ? latest : match.end + after};
}

Range line_above(std::string_view text, Range match) {
  std::uint64_t earliest = match.begin - std::min(match.begin, kLineReach);
  std::uint64_t end = lines_of(text, match).begin;
  if (end <= earliest) return {earliest, earliest};
  --end;
  std::string_view before = text.substr(earliest, end - earliest);
  auto newline = before.rfind('\n');
  return {newline == before.npos ? earliest : earliest + newline + 1, end};
}

}  // namespace stanch
