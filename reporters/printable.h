// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace stanch {

// Scanned data is hostile: a path or a line may carry terminal escapes, marks
// that reverse the reading direction, or bytes that are no text. Everything
// from outside passes one of these on its way out. Both write a byte that they
// do not let through as the four characters `\xNN`; a backslash stands for
// itself. Both return valid UTF-8.

// For a terminal: what is let through is one line and moves no cursor. Control
// characters (C0, DEL, C1, line and paragraph separators), direction marks and
// what is not UTF-8 (RFC 3629) are escaped.
std::string printable(std::string_view bytes);

// For a format that escapes control characters itself: only what is not UTF-8
// is escaped.
std::string utf8(std::string_view bytes);

}  // namespace stanch
