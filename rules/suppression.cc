// SPDX-License-Identifier: Apache-2.0
#include "rules/suppression.h"

#include <algorithm>

namespace stanch {
namespace {

constexpr std::string_view kOurMark = "stanch:allow";
constexpr std::string_view kMarkAbove = "stanch:allow-next-line";
constexpr std::string_view kGitleaksMark = "gitleaks:allow";

bool in_id(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

// Bytes beyond ASCII are letters of some language.
bool in_word(char c) {
  return in_id(c) || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && (text[0] == ' ' || text[0] == '\t')) {
    text.remove_prefix(1);
  }
}

std::string_view leading_word(std::string_view text) {
  return text.substr(0, std::ranges::find_if_not(text, in_word) - text.begin());
}

// Takes a rule id from the front of `text`; empty where there is none. The
// dashes that close a comment (`-->`) are no part of it.
std::string_view take_id(std::string_view& text) {
  skip_blanks(text);
  std::string_view word = leading_word(text);
  std::string_view id = word.substr(0, word.find_last_not_of('-') + 1);
  bool is_id = std::ranges::all_of(id, in_id) && !id.starts_with('-') &&
               id.contains('-');
  if (!is_id) return {};
  text.remove_prefix(id.size());
  return id;
}

// `rest` is what follows the mark.
bool names_rule(std::string_view rest, std::string_view rule_id) {
  std::string_view id = take_id(rest);
  if (id.empty()) return true;
  while (!id.empty()) {
    if (id == rule_id) return true;
    skip_blanks(rest);
    if (!rest.starts_with(',')) return false;
    rest.remove_prefix(1);
    id = take_id(rest);
  }
  return false;
}

// Whether the mark stands on the line as a word of its own and allows the rule.
bool allows(std::string_view line, std::string_view mark,
            std::string_view rule_id) {
  for (std::size_t at = line.find(mark); at != std::string_view::npos;
       at = line.find(mark, at + 1)) {
    std::string_view rest = line.substr(at + mark.size());
    bool begins = at == 0 || line[at - 1] == '-' || !in_word(line[at - 1]);
    bool ends =
        leading_word(rest).find_first_not_of('-') == std::string_view::npos;
    if (begins && ends && names_rule(rest, rule_id)) return true;
  }
  return false;
}

}  // namespace

bool allowed_by_comment(std::string_view line, std::string_view rule_id) {
  return line.contains(kGitleaksMark) || allows(line, kOurMark, rule_id);
}

bool allowed_from_above(std::string_view line_above, std::string_view rule_id) {
  return allows(line_above, kMarkAbove, rule_id);
}

}  // namespace stanch
