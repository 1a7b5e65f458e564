// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace stanch {

// A half-open stretch of bytes, [begin, end), offsets from the start of the
// text it speaks of.
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  bool operator==(const Range&) const = default;
  std::uint64_t size() const { return end - begin; }
  bool empty() const { return begin >= end; }
  // True where the two share at least one byte.
  bool touches(const Range& other) const {
    return begin < other.end && other.begin < end;
  }
  bool contains(const Range& other) const {
    return begin <= other.begin && other.end <= end;
  }
};

// Sorts, joins what overlaps or adjoins, and drops what is empty.
std::vector<Range> merged(std::vector<Range> ranges);

// The bytes that lie in both; both arguments must be merged.
std::vector<Range> intersection(std::span<const Range> a,
                                std::span<const Range> b);

// Whether any of the merged `ranges` touches `probe`.
bool touches_any(std::span<const Range> ranges, const Range& probe);

}  // namespace stanch
