// SPDX-License-Identifier: Apache-2.0
#include "scanner/escapes.h"

#include "scanner/digits.h"
#include "scanner/utf8.h"

namespace stanch {
namespace {

// The number that `count` hexadecimal digits write, or -1.
std::int64_t hex_number(std::string_view text, std::size_t at,
                        std::size_t count) {
  if (at + count > text.size()) return -1;
  std::int64_t number = 0;
  for (char c : text.substr(at, count)) {
    if (hex_value(c) < 0) return -1;
    number = number * 16 + hex_value(c);
  }
  return number;
}

Escape byte_escape(std::int64_t value, std::size_t size) {
  if (value < 0) return {};
  return {.size = static_cast<std::uint8_t>(size),
          .count = 1,
          .bytes = {static_cast<char>(value)}};
}

Escape point_escape(std::int64_t point, std::size_t size) {
  Escape escape{.size = static_cast<std::uint8_t>(size)};
  escape.count = put_utf8(static_cast<std::uint32_t>(point), escape.bytes);
  return escape;
}

// \u0041, a pair of surrogates, or \u{41}.
Escape unicode_escape(std::string_view text) {
  if (text.size() > 2 && text[2] == '{') {
    auto close = text.substr(0, kLongestEscape).find('}');
    if (close == text.npos || close < 4) return {};
    auto point = hex_number(text, 3, close - 3);
    return point < 0 ? Escape{} : point_escape(point, close + 1);
  }
  auto unit = hex_number(text, 2, 4);
  if (unit < 0) return {};
  if (unit >= 0xd800 && unit < 0xdc00 && text.substr(6).starts_with("\\u")) {
    auto low = hex_number(text, 8, 4);
    if (low >= 0xdc00 && low < 0xe000) {
      return point_escape(0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff), 12);
    }
  }
  return point_escape(unit, 6);
}

Escape backslash_escape(std::string_view text) {
  constexpr std::string_view kLetters = "nrtbf0\"'\\/";
  constexpr std::string_view kMeanings("\n\r\t\b\f\0\"'\\/", 10);
  if (text.size() < 2) return {};
  if (text[1] == 'u') return unicode_escape(text);
  if (text[1] == 'x') return byte_escape(hex_number(text, 2, 2), 4);
  auto letter = kLetters.find(text[1]);
  return letter == kLetters.npos ? Escape{} : byte_escape(kMeanings[letter], 2);
}

// The characters that a credential or what stands round it is made of.
Escape entity_escape(std::string_view text) {
  struct Entity {
    std::string_view name;
    char meaning;
  };
  constexpr Entity kEntities[] = {
      {"quot;", '"'},   {"apos;", '\''}, {"lt;", '<'},     {"gt;", '>'},
      {"amp;", '&'},    {"nbsp;", ' '},  {"equals;", '='}, {"colon;", ':'},
      {"commat;", '@'}, {"sol;", '/'},   {"lowbar;", '_'}, {"plus;", '+'}};
  std::string_view name = text.substr(1, kLongestEscape - 1);
  for (const Entity& entity : kEntities) {
    if (name.starts_with(entity.name[0]) && name.starts_with(entity.name)) {
      return byte_escape(entity.meaning, entity.name.size() + 1);
    }
  }
  if (!name.starts_with('#')) return {};
  auto close = name.find(';');
  if (close == name.npos) return {};
  std::string_view digits = name.substr(1, close - 1);
  bool is_hex = digits.starts_with('x') || digits.starts_with('X');
  if (is_hex) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 6) return {};
  std::int64_t point = 0;
  for (char c : digits) {
    int value = hex_value(c);
    if (value < 0 || (!is_hex && value > 9)) return {};
    point = point * (is_hex ? 16 : 10) + value;
  }
  return point_escape(point, close + 2);
}

Escape quoted_escape(std::string_view text) {
  if (text.substr(1).starts_with('\n')) return {.size = 2};
  if (text.substr(1).starts_with("\r\n")) return {.size = 3};
  // The digits A to F are capitals here.
  for (char c : text.substr(1, 2)) {
    if (c >= 'a' && c <= 'f') return {};
  }
  return byte_escape(hex_number(text, 1, 2), 3);
}

}  // namespace

Escape read_escape(std::string_view text, Encoding encoding) {
  char lead = text.empty() ? '\0' : text[0];
  switch (encoding) {
    case Encoding::kPercent:
      return lead == '%' ? byte_escape(hex_number(text, 1, 2), 3) : Escape{};
    case Encoding::kBackslash:
      return lead == '\\' ? backslash_escape(text) : Escape{};
    case Encoding::kEntity:
      return lead == '&' ? entity_escape(text) : Escape{};
    case Encoding::kQuotedPrintable:
      return lead == '=' ? quoted_escape(text) : Escape{};
    default:
      return {};
  }
}

}  // namespace stanch
