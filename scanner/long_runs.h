// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/range.h"

namespace stanch {

// Where the first kShortestRun run bytes in a row from `at` on begin, if they
// begin before `end`; else `end` or later, or the text's end.
std::uint64_t next_run(std::string_view text, std::uint64_t at,
                       std::uint64_t end);

// Where the run bytes from `at` on end, or `end` is.
std::uint64_t after_run(std::string_view text, std::uint64_t at,
                        std::uint64_t end);

// Appends the runs of text[bounds) that touch text[within) or adjoin it.
void find_long_runs(std::string_view text, Range bounds, Range within,
                    std::vector<Range>& out);

}  // namespace stanch
