// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace stanch {

// The other way round from scanner/decode.h, for tests.
std::string to_base64(std::string_view bytes, bool url_alphabet = false,
                      bool padded = true);
// Lines of `width` with `between` after each but the last.
std::string wrap_lines(std::string_view text, std::size_t width,
                       std::string_view between = "\n");
std::string to_hex(std::string_view bytes);
// Every byte, or only those that are no letters and digits.
std::string to_percent(std::string_view bytes, bool all = false);
// Every byte as \u0041 or \x41.
std::string to_unicode_escapes(std::string_view bytes);
std::string to_hex_escapes(std::string_view bytes);
// What JSON does with a string: quotes and backslashes.
std::string to_json_string(std::string_view bytes);
std::string to_entities(std::string_view bytes);
// RFC 2045, in lines of at most 76.
std::string to_quoted_printable(std::string_view bytes);
std::string to_gzip(std::string_view bytes);
std::string to_zlib(std::string_view bytes);
// ASCII only, without a byte order mark.
std::string to_utf16le(std::string_view ascii);

// In one of these ways, or two of them.
std::string encoded_somehow(std::string_view bytes, std::mt19937& random);

}  // namespace stanch
