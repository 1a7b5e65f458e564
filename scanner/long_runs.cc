// SPDX-License-Identifier: Apache-2.0
#include "scanner/long_runs.h"

#include <algorithm>
#include <bit>

#include "rules/run.h"
#include "scanner/byte_masks.h"

namespace stanch {

std::uint64_t next_run(std::string_view text, std::uint64_t at,
                       std::uint64_t end) {
  static_assert(kShortestRun == 16);
  const auto look = byte_looks().runs;
  for (; at < end && at + kMaskedBytes <= text.size();) {
    const std::uint64_t bytes = look(text.data() + at);
    std::uint64_t begins = bytes & bytes >> 1;
    begins &= begins >> 2;
    begins &= begins >> 4;
    begins &= begins >> 8;
    if (begins != 0)
      return at + static_cast<unsigned>(std::countr_zero(begins));
    at += kMaskedBytes - static_cast<unsigned>(std::countl_one(bytes));
  }
  for (; at < end && at + kShortestRun <= text.size();) {
    std::uint64_t past = at + kShortestRun;
    while (past > at && is_run_byte(text[past - 1])) --past;
    if (past == at) return at;
    at = past;
  }
  return text.size();
}

std::uint64_t after_run(std::string_view text, std::uint64_t at,
                        std::uint64_t end) {
  const auto look = byte_looks().runs;
  end = std::min<std::uint64_t>(end, text.size());
  while (at + kMaskedBytes <= end) {
    const int length = std::countr_one(look(text.data() + at));
    at += static_cast<std::uint64_t>(length);
    if (length < static_cast<int>(kMaskedBytes)) return at;
  }
  while (at < end && is_run_byte(text[at])) ++at;
  return at;
}

void find_long_runs(std::string_view text, Range bounds, Range within,
                    std::vector<Range>& out) {
  text = text.substr(0, bounds.end);
  std::uint64_t at = std::max(within.begin, bounds.begin);
  while (at > bounds.begin && within.begin - at < kShortestRun &&
         is_run_byte(text[at - 1])) {
    --at;
  }
  while ((at = next_run(text, at, within.end + 1)) <= within.end &&
         at < text.size()) {
    const std::uint64_t end = after_run(text, at, text.size());
    out.push_back({at, end});
    at = end;
  }
}

}  // namespace stanch
