// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace stanch {

// The value of each digit of base64, in the standard and the URL alphabet; -1
// for every other byte.
inline constexpr auto kBase64Values = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < digits.size(); ++i) {
    values[static_cast<unsigned char>(digits[i])] = static_cast<std::int8_t>(i);
  }
  values['-'] = 62;
  values['_'] = 63;
  return values;
}();

// The value of each hexadecimal digit; -1 for every other byte.
inline constexpr auto kHexValues = [] {
  std::array<std::int8_t, 256> values{};
  values.fill(-1);
  for (int i = 0; i < 16; ++i) {
    values["0123456789abcdef"[i]] = static_cast<std::int8_t>(i);
    values["0123456789ABCDEF"[i]] = static_cast<std::int8_t>(i);
  }
  return values;
}();

inline int base64_value(char c) {
  return kBase64Values[static_cast<unsigned char>(c)];
}
inline int hex_value(char c) {
  return kHexValues[static_cast<unsigned char>(c)];
}

}  // namespace stanch
