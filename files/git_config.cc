// SPDX-License-Identifier: Apache-2.0
#include "files/git_config.h"

#include <algorithm>
#include <cctype>

namespace stanch {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

bool equals_any_case(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, {}, [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
}

// Takes the value off the front of `text`, to the end of its line: quotes,
// escapes, comments and lines continued with a backslash.
std::string take_value(std::string_view& text) {
  std::string value;
  bool quoted = false;
  std::size_t kept = 0;  // blanks at the end count only inside quotes
  std::size_t i = 0;
  for (; i < text.size() && text[i] != '\n'; ++i) {
    char c = text[i];
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && (c == '#' || c == ';')) {
      i = std::min(text.find('\n', i), text.size());
      break;
    } else if (c == '\\' && i + 1 < text.size()) {
      c = text[++i];
      if (c == '\n') continue;
      value += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'b' ? '\b' : c;
      kept = value.size();
    } else if (quoted || !is_space(c)) {
      value += c;
      kept = value.size();
    } else if (!value.empty()) {
      value += c;
    }
  }
  text.remove_prefix(i);
  value.resize(kept);
  return value;
}

}  // namespace

std::optional<std::string> find_excludes_file(std::string_view config) {
  std::optional<std::string> found;
  bool in_core = false;
  while (!config.empty()) {
    std::size_t end = std::min(config.find_first_of("=\n]"), config.size());
    std::string_view word = trim(config.substr(0, end));
    char mark = end < config.size() ? config[end] : '\n';
    config.remove_prefix(std::min(end + 1, config.size()));
    if (word.starts_with('#') || word.starts_with(';')) {
      if (mark != '\n') {
        config.remove_prefix(std::min(config.find('\n'), config.size()));
      }
    } else if (word.starts_with('[')) {
      in_core = mark == ']' && equals_any_case(trim(word.substr(1)), "core");
    } else if (mark == '=') {
      std::string value = take_value(config);
      if (in_core && equals_any_case(word, "excludesfile")) found = value;
    }
  }
  return found;
}

}  // namespace stanch
