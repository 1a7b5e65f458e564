// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "rules/config.h"

namespace stanch {

// A configuration as the text of a `.stanch.toml`, which parse_config() reads
// back. Only what `stanch config migrate` makes is written: disabled rules,
// rules with an expression, allow entries.
std::string to_toml(const Config& config);

}  // namespace stanch
