// SPDX-License-Identifier: Apache-2.0
#include "scanner/placeholder.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace stanch {
namespace {

constexpr std::array<std::string_view, 38> kWords = {
    "example",     "changeme",    "change-me",   "change_me",   "placeholder",
    "redacted",    "dummy",       "sample",      "xxxx",        "****",
    "....",        "0000000000",  "insert",      "replace",     "todo",
    "fixme",       "your-",       "your_",       "yourtoken",   "yourkey",
    "yourapi",     "yourpass",    "yoursecret",  "my-secret",   "my_secret",
    "mysecret",    "my-token",    "my_token",    "mytoken",     "my-api",
    "my_api",      "myapikey",    "fake",        "foobar",      "not-a-",
    "notreal",     "deadbeef",    "test1234"};

constexpr std::array<std::string_view, 9> kRuns = {
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "0123456789abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba9876543210",
    "9876543210zyxwvutsrqponmlkjihgfedcba",
    "1234567890abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm1234567890",
    "1234567890qwertyuiopasdfghjklzxcvbnm",
    "a1b2c3d4e5f6g7h8i9j0",
    "1a2b3c4d5e6f7g8h9i0j"};

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

// "aaaa", "abcabcabc": a group of at most a quarter of the value, repeated.
bool repeats(std::string_view value) {
  for (std::size_t period = 1; period <= value.size() / 4; ++period) {
    if (value.substr(period) == value.substr(0, value.size() - period)) {
      return true;
    }
  }
  return false;
}

// How many bytes stand in runs of at least six that some line of kRuns holds.
std::size_t bytes_in_runs(std::string_view lower) {
  constexpr std::size_t kShortest = 6;
  std::size_t covered = 0;
  std::size_t i = 0;
  while (i + kShortest <= lower.size()) {
    std::size_t longest = 0;
    for (std::string_view run : kRuns) {
      auto at = run.find(lower.substr(i, kShortest));
      if (at == run.npos) continue;
      auto [a, b] = std::ranges::mismatch(lower.substr(i), run.substr(at));
      longest = std::max<std::size_t>(longest, b - run.begin() - at);
    }
    covered += longest;
    i += std::max<std::size_t>(longest, 1);
  }
  return covered;
}

bool is_template(std::string_view value) {
  constexpr std::array<std::string_view, 9> kSlots = {
      "${", "{{", "<%", "$(", "#{", "%(", "[[", "@@", "%%"};
  if (std::ranges::any_of(kSlots, [&](std::string_view slot) {
        return value.find(slot) != value.npos;
      })) {
    return true;
  }
  auto wrapped = [&](char open, char close) {
    return value.size() > 2 && value.front() == open && value.back() == close;
  };
  return wrapped('<', '>') || wrapped('{', '}') || wrapped('[', ']') ||
         wrapped('%', '%') || wrapped('@', '@') || value.front() == '$' ||
         (value.starts_with("__") && value.ends_with("__"));
}

bool is_name(std::string_view part) {
  return !part.empty() &&
         !std::isdigit(static_cast<unsigned char>(part.front())) &&
         std::ranges::all_of(part, [](unsigned char c) {
           return std::isalnum(c) || c == '_';
         });
}

// `config.api.token`, `os.environ["X"]`, `get_token()`, `Foo::bar`: names
// joined by access operators, perhaps called or indexed.
bool is_code_reference(std::string_view value) {
  auto call = value.find_first_of("([");
  if (call != value.npos && call > 0) {
    char last = value.back();
    std::string_view callee = value.substr(0, call);
    bool closes = last == ')' || last == ']' || last == ';';
    return closes && std::ranges::all_of(callee, [](unsigned char c) {
             return std::isalnum(c) || std::string_view("_.:->").contains(c);
           });
  }
  constexpr std::array<std::string_view, 12> kRoots = {
      "process.env.", "os.environ", "ENV[",    "System.",  "self.", "this.",
      "config.",      "settings.",  "secrets.", "var.",    "env.",  "params."};
  if (std::ranges::none_of(kRoots, [&](std::string_view root) {
        return value.starts_with(root);
      })) {
    return false;
  }
  std::size_t from = 0;
  while (from <= value.size()) {
    std::size_t dot = std::min(value.find('.', from), value.size());
    if (!is_name(value.substr(from, dot - from))) return false;
    from = dot + 1;
  }
  return true;
}

}  // namespace

bool is_placeholder(std::string_view value) {
  if (value.empty()) return true;
  if (is_template(value) || is_code_reference(value) || repeats(value)) {
    return true;
  }
  std::string lower = lowered(value);
  if (std::ranges::any_of(kWords, [&](std::string_view word) {
        return lower.find(word) != lower.npos;
      })) {
    return true;
  }
  return bytes_in_runs(lower) * 2 >= lower.size();
}

}  // namespace stanch
