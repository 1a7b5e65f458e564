// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/range.h"

namespace stanch {

// Signs tell where something may stand encoded in a text. Most texts have few
// and most changes none, and to look for them is all that is done then.
//
// The sign of base64 and hex is a run (scanner/long_runs.h), for what stands
// for ASCII has few digits that are no run bytes.

// Whether a run may stand for text: 16 of its bytes for 12 bytes of ASCII in
// base64, or for 8 in hex.
bool may_hold_text(std::string_view text, Range run);

// The lines that quoted-printable breaks: RFC 2045 allows 76 characters.
inline constexpr std::uint64_t kShortestBroken = 60;
inline constexpr std::uint64_t kLongestBroken = 76;

// Escape sequences so many bytes before another one may tell that it does not
// matter.
inline constexpr std::uint64_t kCrowd = 64;

// The sign of escape sequences is their first byte. Appends, for each of the
// changed ranges in order, those of text[bounds) that touch or adjoin it, or
// that a change there of the line's length or of what stands before them may
// have made.
void find_escape_leads(std::string_view text, Range bounds,
                       std::span<const Range> changed,
                       std::vector<std::uint64_t>& out);

// Appends those in text[within).
void add_escape_leads(std::string_view text, Range within,
                      std::vector<std::uint64_t>& out);

// The first one in text[within) that is `lead`; within.end where there is none.
std::uint64_t find_escape_lead(std::string_view text, Range within, char lead);

}  // namespace stanch
