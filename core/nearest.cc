// SPDX-License-Identifier: Apache-2.0
//
// Optimal string alignment: the classic edit distance by rows, where a swap of
// two neighbours costs one as well ("hihg" is one away from "high"). Row i
// holds the distances of the first i letters of one word to every beginning of
// the other; a swap looks back two rows.
#include "core/nearest.h"

#include <algorithm>
#include <array>
#include <vector>

#include "core/lower_case.h"

namespace stanch {
namespace {

// Nobody mistypes a longer word, and the cost grows with the square.
constexpr std::size_t kLongest = 64;

bool same(char a, char b) { return lower_case(a) == lower_case(b); }

std::size_t distance(std::string_view a, std::string_view b) {
  std::array<std::vector<std::size_t>, 3> rows;
  rows.fill(std::vector<std::size_t>(b.size() + 1));
  auto& [before, above, row] = rows;
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before, above);
    std::swap(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t wrong = same(a[i - 1], b[j - 1]) ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + wrong});
      if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
          same(a[i - 2], b[j - 1])) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest(std::string_view word,
                    std::span<const std::string_view> words) {
  if (word.empty() || word.size() > kLongest) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (std::string_view candidate : words) {
    if (candidate.size() > kLongest) continue;
    std::size_t d = distance(word, candidate);
    if (d >= best_distance || d >= candidate.size()) continue;
    best = candidate;
    best_distance = d;
  }
  return std::string(best);
}

}  // namespace stanch
