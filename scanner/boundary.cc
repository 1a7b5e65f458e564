// SPDX-License-Identifier: Apache-2.0
#include "scanner/boundary.h"

#include <algorithm>
#include <cctype>

namespace stanch {
namespace {

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)); }
bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)); }

bool belongs(char c, Boundary boundary) {
  switch (boundary) {
    case Boundary::kNone:
      return false;
    case Boundary::kAlnum:
      return is_alnum(c);
    case Boundary::kWord:
      return is_alnum(c) || c == '_';
    case Boundary::kBase64:
      return is_alnum(c) || c == '+' || c == '/';
    case Boundary::kBase64Url:
      return is_alnum(c) || c == '-' || c == '_';
  }
  return false;
}

bool all_hex(std::string_view text) {
  return std::ranges::all_of(text, is_hex);
}

// Whether `before` ends in an escape sequence whose last byte is a letter or
// digit.
bool ends_in_escape(std::string_view before) {
  auto tail = [&](std::size_t n) {
    return before.size() < n ? std::string_view()
                             : before.substr(before.size() - n);
  };
  if (auto t = tail(2); !t.empty() && t[0] == '\\') {
    return std::string_view("abefnrtv0").contains(t[1]);
  }
  if (auto t = tail(3); !t.empty() && t[0] == '%' && all_hex(t.substr(1))) {
    return true;
  }
  if (auto t = tail(4); t.starts_with("\\x") && all_hex(t.substr(2))) {
    return true;
  }
  auto t = tail(6);
  return t.starts_with("\\u") && all_hex(t.substr(2));
}

}  // namespace

bool stands_alone(std::string_view text, Range secret, Boundary boundary) {
  if (secret.end < text.size() && belongs(text[secret.end], boundary)) {
    return false;
  }
  if (secret.begin == 0 || !belongs(text[secret.begin - 1], boundary)) {
    return true;
  }
  return ends_in_escape(text.substr(0, secret.begin));
}

}  // namespace stanch
