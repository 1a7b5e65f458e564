// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stanch {

// What stands at the front of some bytes (RFC 3629).
struct Utf8Character {
  std::size_t size = 0;  // bytes; 0: not UTF-8
  char32_t code = 0;
};

// Of bytes that are not empty.
Utf8Character first_character(std::string_view bytes);

// Adds each byte as the four characters `\xNN`.
void append_escaped(std::string& out, std::string_view bytes);

// The bytes with those that are not UTF-8 escaped so; a backslash stands for
// itself. For formats that escape control characters themselves.
std::string utf8(std::string_view bytes);

}  // namespace stanch
