// SPDX-License-Identifier: Apache-2.0
#include "tests/support/builtin_database.h"

#include <utility>

#include "rules/builtin.h"
#include "tests/support/catch.h"

namespace stanch {

const RuleDatabase& builtin_database() {
  static const RuleDatabase kDatabase = [] {
    auto compiled = RuleDatabase::compile(builtin_rules());
    REQUIRE(compiled);
    return std::move(*compiled);
  }();
  return kDatabase;
}

}  // namespace stanch
