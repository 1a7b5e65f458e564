// SPDX-License-Identifier: Apache-2.0
#include "core/range.h"

#include <algorithm>

namespace stanch {

std::vector<Range> merged(std::vector<Range> ranges) {
  std::erase_if(ranges, [](const Range& r) { return r.empty(); });
  std::ranges::sort(ranges, {}, &Range::begin);
  std::vector<Range> out;
  for (const Range& range : ranges) {
    if (!out.empty() && range.begin <= out.back().end) {
      out.back().end = std::max(out.back().end, range.end);
    } else {
      out.push_back(range);
    }
  }
  return out;
}

std::vector<Range> intersection(std::span<const Range> a,
                                std::span<const Range> b) {
  std::vector<Range> out;
  auto i = a.begin();
  auto j = b.begin();
  while (i != a.end() && j != b.end()) {
    Range common{std::max(i->begin, j->begin), std::min(i->end, j->end)};
    if (!common.empty()) out.push_back(common);
    (i->end < j->end ? i : j)++;
  }
  return out;
}

bool touches_any(std::span<const Range> ranges, const Range& probe) {
  auto next = std::ranges::upper_bound(ranges, probe.begin, {}, &Range::end);
  return next != ranges.end() && next->touches(probe);
}

}  // namespace stanch
