// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// Whether a value only stands where a secret would: filler (one character or a
// short group repeated, a run over the alphabet or the keyboard), words that
// say so (example, changeme, your-...), a template slot (${X}, {{x}}, <token>,
// %s), or a reference in code (process.env.X, get_token()). docs/rules.md
// lists the classes.
bool is_placeholder(std::string_view value);

}  // namespace stanch
