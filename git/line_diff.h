// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "core/range.h"

namespace stanch {

// Whether a line that changed only in the white space at its end is new.
enum class LineEnds { kCompare, kIgnore };

// The lines of `after` that are not in `before`, as `git diff -U0` prints them
// after '+': merged ranges of bytes in `after`, line ends included. Any bytes
// are lines, whatever attributes say. Where one side is longer than `limit`,
// it is what stands between the common beginning and the common end, as whole
// lines. Needs an open Repository, or start_libgit2(), somewhere in the
// process; any thread.
inline constexpr std::size_t kLongestDiff = std::size_t{16} << 20;
std::vector<Range> added_lines(std::string_view before, std::string_view after,
                               LineEnds ends = LineEnds::kCompare,
                               std::size_t limit = kLongestDiff);

}  // namespace stanch
