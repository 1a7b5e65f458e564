// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.h"

namespace stanch {

// Texts such that all that an expression (RE2's dialect) matches begins with
// one of them: {"sk_live_", "rk_live_"} of `[rs]k_live_[0-9a-z]{24}`. Empty
// where that is not known.
std::vector<std::string> leading_texts(std::string_view expression);

// Texts that each end with the first trigger in them, such that all matches of
// the rule begin with one: where a trigger ends, a match begins with one of
// them or none does. The longest first. Empty where that is not known.
std::vector<std::string> heads_of(const Rule& rule);

}  // namespace stanch
