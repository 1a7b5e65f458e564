// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/fact.h"
#include "inventory/record.h"

namespace stanch {

// One of the five questions that decide the night of a leak, and its answer.
struct QuestionAnswer {
  std::string_view question;
  std::string text;  // empty: unanswered
  std::string
      source;       // who says so: "hand, ada@host on 2026-01-31", "findings"
  std::string how;  // to answer it, where it is unanswered
};

// Where it is stored, who can read it, how long it is valid, what breaks if it
// is rotated tomorrow, which log shows its use. What nobody noted is told from
// the findings or the rule where they know it.
std::array<QuestionAnswer, 5> answers(const SecretRecord& secret,
                                      const std::vector<PlaceRecord>& places,
                                      const std::vector<Fact>& facts);

}  // namespace stanch
