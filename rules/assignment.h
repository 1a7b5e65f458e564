// SPDX-License-Identifier: Apache-2.0
//
// The shape of a value that is recognised by who is named before it: the keys
// `names`, `kinds` and `value` of a rule (docs/rules.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// Letters, digits, `.`, `-`, and single blanks that stand for `_`, `-`, `.`, a
// blank or nothing.
std::string_view assigned_name(std::string_view);

struct Assignment {
  std::vector<std::string> names;  // whose it is: "data dog"
  // What it is: "api key". One must be said; where there are none, any of the
  // usual words may be.
  std::vector<std::string> kinds;
  std::string value;  // expression without a group
};

// What Rule holds of it: group 1 of the expression is the value, and one of the
// triggers is part of every match.
std::string assignment_expression(const Assignment& assignment);
std::vector<std::string> assignment_triggers(const Assignment& assignment);

}  // namespace stanch
