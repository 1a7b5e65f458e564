// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "core/range.h"
#include "scanner/compiled_rules.h"
#include "scanner/hits.h"
#include "scanner/judge.h"

namespace stanch {

// Appends the matches of one rule in text[region), leftmost first, each
// starting where the one before ended. Bytes outside the region are seen as
// neighbours (for \b, ^ and $) but are not part of a match. A match of no
// bytes, or whose secret group took no part, is passed over.
void extract(const CompiledRule& rule, std::size_t index, std::string_view text,
             Range region, std::vector<Candidate>& out);

// The same for a rule with heads. `hits` are its own, in order: all that end in
// the region behind a head that begins there.
void extract_at(const CompiledRule& rule, std::size_t index,
                std::string_view text, std::span<const Hit> hits, Range region,
                std::vector<Candidate>& out);

}  // namespace stanch
