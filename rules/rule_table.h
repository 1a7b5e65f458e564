// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "rules/rule_file.h"
#include "rules/table_reader.h"

namespace stanch {

struct RuleTableOptions {
  std::string_view provider;    // where the file names none; empty: needed
  bool examples_needed = true;  // at least one a rule
};

// Reads `provider` and every [[rule]] of the top table of a file; the rules
// come out sorted by id, with their examples. The caller finishes `top`, and
// drops the result if there are mistakes.
RuleFile read_rules(TableReader& top, const RuleTableOptions& options,
                    Mistakes& mistakes);

}  // namespace stanch
