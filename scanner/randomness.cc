// SPDX-License-Identifier: Apache-2.0
//
// What people write changes its kind of character at the joints of words only,
// and at most joints stands a separator. So the value is cut at separators, and
// in each part the changes of kind are counted, but for those that words have
// too: a capital before small letters, and digits at the end.
//
//   db-oauth2-primary      db oauth2 primary       0 changes in 15
//   getAccessToken         get|Access|Token        2 changes in 14
//   q7Zt2mXc9LpR4vKd       q|7|Zt|2|m|Xc|9|Lp|R|4|v|Kd ...
//
// Random characters change in two of five places, in base 62 as in base 16.
#include "scanner/randomness.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>

#include "scanner/entropy.h"
#include "scanner/value_words.h"

namespace stanch {
namespace {

enum class Kind { kLower, kUpper, kDigit, kOther };

Kind kind_of(unsigned char c) {
  if (std::islower(c)) return Kind::kLower;
  if (std::isupper(c)) return Kind::kUpper;
  return std::isdigit(c) ? Kind::kDigit : Kind::kOther;
}

bool is_digit(unsigned char c) { return std::isdigit(c); }
bool is_letter(unsigned char c) { return std::isalpha(c); }

std::size_t changes_in(std::string_view part) {
  while (!part.empty() && is_digit(part.back())) part.remove_suffix(1);
  std::size_t changes = 0;
  for (std::size_t i = 1; i < part.size(); ++i) {
    Kind before = kind_of(part[i - 1]);
    Kind here = kind_of(part[i]);
    changes +=
        before != here && !(before == Kind::kUpper && here == Kind::kLower);
  }
  return changes;
}

bool is_uuid(std::string_view value) {
  if (value.size() != 36) return false;
  for (std::size_t i = 0; i < value.size(); ++i) {
    bool joint = i == 8 || i == 13 || i == 18 || i == 23;
    if (joint ? value[i] != '-'
              : !std::isxdigit(static_cast<unsigned char>(value[i]))) {
      return false;
    }
  }
  return true;
}

// getOAuth2Token, fa4Tofa5Mapping: words with a digit or two among them.
bool is_name(std::string_view value) {
  constexpr std::size_t kLongest = 48;
  constexpr double kLeastWords = 0.55;
  constexpr std::ptrdiff_t kMostDigits = 2;
  return value.size() <= kLongest &&
         std::ranges::all_of(
             value,
             [](unsigned char c) { return std::isalnum(c) || c == '_'; }) &&
         std::ranges::count_if(value, is_digit) <= kMostDigits &&
         share_of_words(value) >= kLeastWords;
}

}  // namespace

bool looks_random(std::string_view value) {
  constexpr std::string_view kSeparators = "-_./:@,=+&?% ";
  constexpr std::size_t kShortest = 8;
  constexpr std::size_t kFewestChanges = 3;
  constexpr std::size_t kBytesAChange = 6;
  constexpr double kMostEntropyAsked = 3.0;
  if (value.size() < kShortest || std::ranges::none_of(value, is_digit) ||
      std::ranges::none_of(value, is_letter) || is_uuid(value) ||
      is_name(value)) {
    return false;
  }
  std::size_t changes = 0;
  for (std::size_t from = 0; from < value.size();) {
    auto end = std::min(value.find_first_of(kSeparators, from), value.size());
    changes += changes_in(value.substr(from, end - from));
    from = end + 1;
  }
  double asked = 0.7 * std::log2(static_cast<double>(value.size()));
  return changes >= kFewestChanges && changes * kBytesAChange >= value.size() &&
         shannon_entropy(value) >= std::min(asked, kMostEntropyAsked);
}

}  // namespace stanch
