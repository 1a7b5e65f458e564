// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "rules/rule_file.h"

namespace stanch {

// A C++ string literal of type std::string_view that holds exactly these bytes,
// in printable ASCII whatever they are.
std::string literal_of(std::string_view bytes);

// The C++ file that defines `const RuleTable stanch::<symbol>` with these
// rules, which must be sorted by id. The same rules give the same bytes. Fails
// (kUsage) where a text is longer than every compiler must take.
Result<std::string> write_table(const RuleFile& file, std::string_view symbol);

}  // namespace stanch
