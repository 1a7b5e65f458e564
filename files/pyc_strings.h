// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stanch {

// Whether a file begins as Python compiles one: a number of its version, "\r\n"
// and, behind the rest of the head, a code object.
bool is_pyc(std::string_view head);

// The strings of a compiled Python file (CPython, Python/marshal.c), each on a
// line of its own: in the file letters that belong to nothing stand right
// beside them. None where the file cannot be read to its end, from Python 2.5
// to 3.14: then it is to be scanned as the bytes it is.
std::optional<std::string> pyc_strings(std::string_view file);

}  // namespace stanch
