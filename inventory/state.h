// SPDX-License-Identifier: Apache-2.0
//
// The life of a secret that leaked. docs/inventory.md draws it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace stanch {

enum class SecretState {
  kDetected,    // found, nobody looked yet
  kTriaged,     // somebody looked: it is a secret, and has an owner
  kConfirmed,   // its issuer or store was asked: see Liveness
  kResponding,  // a response is under way
  kContained,   // the old value is dead, the rotation is not finished
  kDeadProven,  // refused twice after having been seen alive
  kClosed,      // dealt with
  kIgnored,     // with an owner, a reason and an end
};

// What its issuer or store said of the value.
enum class Liveness {
  kUnasked,
  kLive,
  kDead,
  kSuperseded,  // an older version of a value that is stored
  kNotOurs,
  kUnknown,
};

enum class Impact { kLow, kMedium, kHigh };

// The words that stand in the database and in reports: "dead proven", "high".
std::string_view to_string(SecretState state);
std::string_view to_string(Liveness liveness);
std::string_view to_string(Impact impact);
// Nothing where it is no such word; '-' counts as a space.
std::optional<SecretState> state_of(std::string_view word);
std::optional<Liveness> liveness_of(std::string_view word);
std::optional<Impact> impact_of(std::string_view word);

// Whether somebody still has to do something about it.
bool is_open(SecretState state);

// The states that may follow, in the order of the enumeration. The one table of
// transitions; a state may always be followed by itself where it is `confirmed`
// (another verdict) or `ignored` (another end).
std::span<const SecretState> next_states(SecretState state);

// kUsage with what may follow instead.
Result<void> check_transition(SecretState from, SecretState to);

// All words, for messages and completions.
std::vector<std::string_view> state_words();
std::vector<std::string_view> impact_words();

}  // namespace stanch
