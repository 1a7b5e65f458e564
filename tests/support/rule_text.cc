// SPDX-License-Identifier: Apache-2.0
#include "tests/support/rule_text.h"

#include <string_view>

#include "rules/builtin.h"
#include "tests/support/encoders.h"
#include "tests/support/tokens.h"

namespace stanch {

RuleText::RuleText()
    : pieces_{"\n", " ", "\"", "'", "=", ": ", "\\n", "", std::string(1, '\0'),
              "a",  "_", "-",  "/"} {
  for (const Rule& rule : builtin_rules().rules) {
    for (const std::string& trigger : rule.triggers) pieces_.push_back(trigger);
  }
  for (const RuleExamples& examples : builtin_examples()) {
    for (const auto& text : examples.matching) pieces_.push_back(text);
    for (const auto& text : examples.not_matching) pieces_.push_back(text);
  }
}

std::string RuleText::make(std::mt19937& random, std::size_t size) const {
  std::string text;
  while (text.size() < size) {
    std::string_view piece = pieces_[random() % pieces_.size()];
    switch (random() % 7) {
      case 0:  // cut short: what follows runs into it
        text += piece.substr(0, random() % (piece.size() + 1));
        break;
      case 1:  // its end alone
        text += piece.substr(random() % (piece.size() + 1));
        break;
      case 2:
        text += random_text(static_cast<unsigned>(random() % 10'000),
                            random() % 60);
        break;
      case 3:
        text += encoded_somehow(piece, random);
        break;
      default:
        text += piece;
    }
  }
  return text;
}

}  // namespace stanch
