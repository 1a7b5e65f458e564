// SPDX-License-Identifier: Apache-2.0
//
// The process's own streams. Nothing outside cli writes to them: results go to
// standard output, everything else is one line on standard error.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace stanch {

// `stanch: message`, with everything that moves a cursor escaped. When nobody
// reads standard error any more, the line is lost.
void say(std::string_view message);

// Writes to standard error as it is: what moves the cursor of a terminal.
void show(std::string_view text);

// Says what failed and returns the exit code of its kind. A closed pipe is
// nobody's failure: it says nothing and returns 0.
int fail_with(const Error& error);

// Writes a result to standard output; returns 0 or the exit code of the
// failure, which was said.
int print(std::string_view text);

enum class ColorChoice { kAuto, kAlways, kNever };

// Whether to colour what goes to that descriptor. On kAuto: never under
// NO_COLOR, always under CLICOLOR_FORCE, else on a terminal that is not "dumb".
bool use_color(ColorChoice choice, int descriptor);

}  // namespace stanch
