// SPDX-License-Identifier: Apache-2.0
//
// The words that a rule file may use where it must choose (docs/rules.md).
#pragma once

#include <array>
#include <string_view>

#include "core/finding.h"
#include "rules/allow.h"
#include "rules/rule.h"

namespace stanch {

template <typename T>
struct Word {
  std::string_view name;
  T value;
};

template <typename T, std::size_t N>
constexpr std::string_view word_of(const std::array<Word<T>, N>& words,
                                   T value) {
  for (const Word<T>& word : words) {
    if (word.value == value) return word.name;
  }
  return {};
}

inline constexpr std::array<Word<Severity>, 4> kSeverities = {
    {{"critical", Severity::kCritical},
     {"high", Severity::kHigh},
     {"medium", Severity::kMedium},
     {"low", Severity::kLow}}};

inline constexpr std::array<Word<Confidence>, 3> kConfidences = {
    {{"low", Confidence::kLow},
     {"medium", Confidence::kMedium},
     {"high", Confidence::kHigh}}};

inline constexpr std::array<Word<Boundary>, 5> kBoundaries = {
    {{"alnum", Boundary::kAlnum},
     {"word", Boundary::kWord},
     {"base64", Boundary::kBase64},
     {"base64url", Boundary::kBase64Url},
     {"none", Boundary::kNone}}};

inline constexpr std::array<Word<Specificity>, 3> kSpecificities = {
    {{"exact", Specificity::kExact},
     {"contextual", Specificity::kContextual},
     {"generic", Specificity::kGeneric}}};

inline constexpr std::array<Word<AllowTarget>, 3> kAllowTargets = {
    {{"secret", AllowTarget::kSecret},
     {"match", AllowTarget::kMatch},
     {"line", AllowTarget::kLine}}};

// Every one has a function in scanner/checksums.h.
inline constexpr std::array<std::string_view, 16> kChecksums = {
    "crc32-base62", "gitlab-routable", "grafana",          "pypi-macaroon",
    "jwt",          "bech32",          "base58check",      "base58check-ripple",
    "crc16-strkey", "base64-text",     "pem-key",          "basic-credentials",
    "password",     "mixed-password",  "encoded-password", "random"};

}  // namespace stanch
