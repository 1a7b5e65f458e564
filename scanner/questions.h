// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "scanner/judge.h"

namespace stanch {

struct CompiledRule;

// One match, as the questions about its value see it. Borrows everything.
struct Case {
  const Rule& rule;
  const CompiledRule& compiled;
  std::string_view text;
  const Candidate& candidate;
  const Surroundings* around = nullptr;  // of a decoded text

  std::string_view secret() const {
    return text.substr(candidate.secret.begin, candidate.secret.size());
  }
};

// What is asked of a match before its place is looked at.
struct Question {
  Reason reason;  // what the answer "no" is called
  bool (*refuses)(const Case&);
  // What was seen, for a person; empty where the rule does not ask. Holds
  // nothing of the secret. Only `stanch rules explain` calls it.
  std::string (*told)(const Case&);
};

// In the order in which they are asked; the first that refuses decides.
std::span<const Question> questions_of(Dialect dialect);

// How far from a match a context word may stand, in bytes.
inline constexpr std::size_t kContextBefore = 160;
inline constexpr std::size_t kContextAfter = 60;

}  // namespace stanch
