// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "core/range.h"

namespace stanch {

// How many digits of base64 in a row make a stretch worth a look.
inline constexpr std::size_t kLongStretch = 20;

// Where, in text[within), the first kLongStretch digits of base64 in a row
// begin; within.end where there are none.
std::size_t find_stretch(std::string_view text, Range within);

// The first byte of text[within) with which an escape sequence may begin that
// matters (scanner/escape_runs.cc): one of % & = and the backslash, before a
// byte that can follow it there. within.end where there is none.
std::size_t find_escape_lead(std::string_view text, Range within);

}  // namespace stanch
