// SPDX-License-Identifier: Apache-2.0
#include "scanner/folding.h"

#include <algorithm>

#include "core/lower_case.h"

namespace stanch {

bool holds_any(std::string_view text, std::span<const std::string> words) {
  if (words.empty()) return false;
  std::string lower = lower_case(text);
  return std::ranges::any_of(
      words, [&](const std::string& word) { return lower.contains(word); });
}

}  // namespace stanch
