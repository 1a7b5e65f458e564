// SPDX-License-Identifier: Apache-2.0
#include "response/said_text.h"

#include <algorithm>

#include "core/secret_text.h"
#include "net/url.h"
#include "response/json_document.h"

namespace stanch {
namespace {

constexpr std::size_t kLongestLine = 200;
constexpr std::size_t kShortestValue = 4;
// So much of a value is not in a text by chance.
constexpr std::size_t kLikeness = 12;
constexpr std::string_view kHidden = "<hidden>";

// What begins like the value goes as far as it is like it: a line may have been
// cut in the middle of it.
void hide(std::string& text, std::string_view value) {
  if (value.size() < kShortestValue) return;
  std::string_view begin = value.substr(0, kLikeness);
  for (std::size_t at = text.find(begin); at != text.npos;
       at = text.find(begin, at + kHidden.size())) {
    std::string_view rest = std::string_view(text).substr(at);
    auto differ = std::ranges::mismatch(rest, value);
    text.replace(at, differ.in1 - rest.begin(), kHidden);
  }
}

}  // namespace

std::string said_line(std::string_view said) {
  std::string out(said.substr(0, kLongestLine));
  std::ranges::replace_if(
      out, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return out;
}

std::string without_values(std::string text,
                           std::initializer_list<const Secret*> values) {
  for (const Secret* value : values) {
    if (value == nullptr) continue;
    hide(text, value->reveal());
    std::string encoded = url_encoded(value->reveal());
    hide(text, encoded);
    wipe(encoded.data(), encoded.size());
    SecretText quoted;
    append_json(quoted, value->reveal());
    hide(text, quoted.reveal().substr(1, quoted.size() - 2));
  }
  return text;
}

}  // namespace stanch
