// SPDX-License-Identifier: Apache-2.0
#include "image/registry_challenge.h"

#include <algorithm>

namespace stanch {
namespace {

// Reads "Scheme a=b, c="d,e", Other f=g" from left to right. A word without
// '=' behind it begins the next challenge.
class ChallengeReader {
 public:
  explicit ChallengeReader(std::string_view text) : rest_(text) {}

  void read(std::vector<AuthChallenge>& out) {
    for (;;) {
      skip(", \t");
      std::string word = lower(take_word());
      if (word.empty()) return;
      skip(" \t");
      if (!rest_.starts_with('=')) {
        out.push_back({std::move(word), {}});
        continue;
      }
      rest_.remove_prefix(1);
      skip(" \t");
      std::string value = take_value();
      if (!out.empty()) out.back().parameters.try_emplace(word, value);
    }
  }

 private:
  static std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
    });
    return out;
  }

  void skip(std::string_view characters) {
    rest_.remove_prefix(
        std::min(rest_.size(), rest_.find_first_not_of(characters)));
  }

  std::string_view take_word() {
    auto word = rest_.substr(0, rest_.find_first_of("=, \t\""));
    rest_.remove_prefix(word.size());
    return word;
  }

  std::string take_value() {
    if (!rest_.starts_with('"')) return std::string(take_word());
    std::string out;
    std::size_t i = 1;
    for (; i < rest_.size() && rest_[i] != '"'; ++i) {
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      out += rest_[i];
    }
    rest_.remove_prefix(std::min(rest_.size(), i + 1));
    return out;
  }

  std::string_view rest_;
};

}  // namespace

std::string AuthChallenge::parameter(const std::string& name) const {
  auto found = parameters.find(name);
  return found == parameters.end() ? std::string() : found->second;
}

std::vector<AuthChallenge> parse_challenges(
    const std::vector<std::string_view>& headers) {
  std::vector<AuthChallenge> out;
  for (std::string_view header : headers) {
    std::vector<AuthChallenge> own;
    ChallengeReader(header).read(own);
    std::ranges::move(own, std::back_inserter(out));
  }
  return out;
}

}  // namespace stanch
