// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "core/range.h"
#include "scanner/hits.h"
#include "scanner/judge.h"

namespace stanch {

// Appends the matches of every rule that was hit, or that nothing needs to
// wake, as they are in the whole text. Sorts `hits`. To `read`, unless null, it
// appends for each place that was searched the bytes on which the outcome there
// depends.
void extract_islands(const RuleDatabase& database, std::string_view text,
                     std::vector<Hit>& hits, std::vector<Candidate>& out,
                     std::vector<Range>* read = nullptr);

}  // namespace stanch
