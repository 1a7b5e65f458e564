// SPDX-License-Identifier: Apache-2.0
#include "rules/builtin.h"

#include "rules/builtin_table.h"

namespace stanch {

// Written by rules/compile into the build folder.
extern const RuleTable kBuiltinTable;

RuleSet builtin_rules() { return rules_of(kBuiltinTable); }

std::vector<RuleExamples> builtin_examples() {
  return examples_of(kBuiltinTable);
}

}  // namespace stanch
