// SPDX-License-Identifier: Apache-2.0
//
// The shape of a value that is recognised by who is named before it: the keys
// `names`, `kinds` and `value` of a rule (docs/rules.md).
//
// Names occur by the thousand where their owner's software is used, while
// values that look drawn at random are rare everywhere. So names are sought
// only before runs that may be such a value (rules/run.h).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// Letters, digits, `.`, `-`, and single blanks that stand for `_`, `-`, `.`, a
// blank or nothing. At most kLongestName bytes.
inline constexpr std::size_t kLongestName = 30;
std::string_view assigned_name(std::string_view);

struct Assignment {
  std::vector<std::string> names;  // whose it is: "data dog"
  // What it is: "api key". One must be said; where there are none, any of the
  // usual words may be.
  std::vector<std::string> kinds;
  std::string value;  // expression without a group
};

// How far before its value a name begins, at the most.
inline constexpr std::size_t kNameReach = 220;

// Group 1 is the value; each match begins with a name, or a byte before it.
std::string assignment_expression(const Assignment& assignment);
std::vector<std::string> name_expressions(const Assignment& assignment);
// The same without what must stand before it: a plain literal is quicker.
std::vector<std::string> name_triggers(const Assignment& assignment);

}  // namespace stanch
