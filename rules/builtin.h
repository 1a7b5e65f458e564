// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "rules/rule.h"

namespace stanch {

// The rules of rules/builtin/*.toml. They are read and checked when stanch is
// built (rules/compile) and stand in the program as a table, so that a hook
// parses nothing.
RuleSet builtin_rules();

// Their examples, for `stanch rules check` and the tests.
std::vector<RuleExamples> builtin_examples();

}  // namespace stanch
