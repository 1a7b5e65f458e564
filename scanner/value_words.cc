// SPDX-License-Identifier: Apache-2.0
#include "scanner/value_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <string>

namespace stanch {
namespace {

bool is_vowel(char c) { return std::string_view("aeiouy").contains(c); }

// English has at most three consonants in a row, or four (abstract) but rarely.
bool is_speakable(std::string_view word) {
  constexpr std::size_t kMostConsonants = 3;
  constexpr std::size_t kMostVowels = 3;
  std::size_t vowels = 0;
  std::size_t run = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    vowels += is_vowel(word[i]) ? 1 : 0;
    bool same = i > 0 && is_vowel(word[i]) == is_vowel(word[i - 1]);
    run = same ? run + 1 : 1;
    if (run > (is_vowel(word[i]) ? kMostVowels : kMostConsonants)) return false;
  }
  return vowels * 5 >= word.size() && vowels * 3 <= word.size() * 2;
}

}  // namespace

double share_of_words(std::string_view value) {
  constexpr std::size_t kShortest = 4;
  std::size_t covered = 0;
  std::string word;
  auto end_word = [&] {
    if (word.size() >= kShortest && is_speakable(word)) covered += word.size();
    word.clear();
  };
  for (unsigned char c : value) {
    if (std::islower(c)) {
      word += static_cast<char>(c);
    } else {
      end_word();
      if (std::isupper(c)) word += static_cast<char>(std::tolower(c));
    }
  }
  end_word();
  if (value.empty()) return 0;
  return static_cast<double>(covered) / static_cast<double>(value.size());
}

bool holds_weak_word(std::string_view value) {
  constexpr auto kWords = std::to_array<std::string_view>(
      {"test",    "demo",    "admin",   "passw",   "secret", "user", "guest",
       "default", "welcome", "letmein", "root",    "token",  "foo",  "bar",
       "abc",     "hello",   "wrong",   "invalid", "valid",  "temp", "some",
       "this",    "super",   "value",   "my_",     "my-",    "key",  "123"});
  constexpr std::size_t kLongest = 48;
  if (value.size() > kLongest) return false;
  std::string lower(value);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  // In a long value short words turn up by chance.
  constexpr std::size_t kShortValue = 20;
  constexpr std::size_t kShortWord = 4;
  return std::ranges::any_of(kWords, [&](std::string_view word) {
    return (value.size() < kShortValue || word.size() > kShortWord) &&
           lower.contains(word);
  });
}

bool holds_run(std::string_view value) {
  constexpr std::size_t kRun = 4;
  constexpr auto kRows = std::to_array<std::string_view>(
      {"abcdefghijklmnopqrstuvwxyz", "01234567890", "9876543210", "qwertyuiop",
       "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc", "!@#$%^&*()"});
  std::string lower(value);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  for (std::size_t i = 0; i + kRun <= lower.size(); ++i) {
    std::string_view part = std::string_view(lower).substr(i, kRun);
    bool same = part.find_first_not_of(part.front()) == part.npos;
    if (same || std::ranges::any_of(kRows, [&](std::string_view row) {
          return row.contains(part);
        })) {
      return true;
    }
  }
  return false;
}

}  // namespace stanch
