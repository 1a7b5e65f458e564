// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/utf8.h"

namespace stanch {

// Scanned data is hostile: a path or a line may carry terminal escapes, marks
// that reverse the reading direction, or bytes that are no text. Everything
// from outside passes this on its way to a terminal, or utf8() (core/utf8.h) on
// its way to a format that escapes control characters itself.

// One line that moves no cursor, valid UTF-8. Control characters (C0, DEL, C1,
// line and paragraph separators), direction marks and what is not UTF-8 are
// written as `\xNN` for each byte; a backslash stands for itself.
std::string printable(std::string_view bytes);

}  // namespace stanch
