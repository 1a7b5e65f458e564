// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// Whether a value only stands where a secret would: filler (one character or a
// short group repeated, a run over the alphabet or the keyboard), words that
// say so (example, changeme, your-...), a template slot (${X}, {{x}}, <token>,
// %s), or a reference (scanner/reference.h). docs/rules.md lists the classes.
// Of random tokens of 20 characters and more at most one in 10,000 is taken for
// one.
bool is_placeholder(std::string_view value);

// The name of the class that makes it one ("template slot"), as a person reads
// it; empty where it is none.
std::string_view placeholder_class(std::string_view value);

// Whether a password is one that documentation and first installations share
// (password, postgres, guest, admin123, user, ...), in any case. For rules
// whose secret is a short password; no word of it is looked for inside a value.
bool is_default_password(std::string_view value);

}  // namespace stanch
