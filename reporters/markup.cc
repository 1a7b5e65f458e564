// SPDX-License-Identifier: Apache-2.0
#include "reporters/markup.h"

#include <algorithm>

#include "reporters/printable.h"

namespace stanch {

std::string xml_text(std::string_view bytes) {
  std::string text = printable(bytes);
  // U+FFFE and U+FFFF are no characters of XML.
  for (std::string_view refused : {"\xef\xbf\xbe", "\xef\xbf\xbf"}) {
    for (std::size_t at = 0; (at = text.find(refused, at)) != text.npos;) {
      text.replace(at, refused.size(), "\xef\xbf\xbd");
    }
  }
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&apos;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string csv_cell(std::string_view bytes) {
  // What spreadsheets begin a formula with (OWASP, CSV injection); tab and
  // carriage return are no longer there. Blanks in front do not hinder them.
  constexpr std::string_view kFormula = "=+-@|%";
  constexpr std::string_view kWide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b",
                                        "\xef\xbc\x8d", "\xef\xbc\xa0"};
  std::string text = printable(bytes);
  std::string_view first = text;
  first.remove_prefix(std::min(first.find_first_not_of(' '), first.size()));
  bool formula = !first.empty() && kFormula.contains(first.front());
  formula = formula || std::ranges::any_of(kWide, [&](std::string_view sign) {
              return first.starts_with(sign);
            });
  if (formula) text.insert(0, "'");
  if (text.find_first_of(",\"' ;") == std::string::npos) return text;
  std::string out = "\"";
  for (char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string markdown_text(std::string_view bytes) {
  constexpr std::string_view kMarks = "\\`*_{}[]()<>#+!|~&$^:";
  constexpr std::string_view kWordJoiner = "\xe2\x81\xa0";  // U+2060
  std::string out;
  for (char c : printable(bytes)) {
    if (kMarks.contains(c)) out += '\\';
    out += c;
    if (c == '@' || c == '#') out += kWordJoiner;
  }
  return out;
}

std::string markdown_code(std::string_view bytes) {
  std::string text = printable(bytes);
  std::size_t longest = 0;
  std::size_t run = 0;
  for (char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  std::string fence(longest + 1, '`');
  std::string out = fence;
  bool padded = text.starts_with('`') || text.ends_with('`') || text.empty();
  if (padded) out += ' ';
  for (char c : text) {
    // A table is divided into cells before its code is found.
    if (c == '|') out += '\\';
    out += c;
  }
  if (padded) out += ' ';
  return out + fence;
}

}  // namespace stanch
