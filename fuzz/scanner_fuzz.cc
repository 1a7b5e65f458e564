// SPDX-License-Identifier: Apache-2.0
//
// The scanner against every rule's expression over the whole text, with the
// built-in rules. A corpus file may name a trigger to start from.
#include <cstdlib>
#include <string_view>

#include "fuzz/target.h"
#include "rules/builtin.h"
#include "scanner/scanner.h"
#include "tests/support/reference_scanner.h"

namespace stanch {
namespace {

const RuleDatabase& database() {
  static const RuleDatabase kDatabase = [] {
    auto compiled = RuleDatabase::compile(builtin_rules());
    if (!compiled) std::abort();
    return std::move(*compiled);
  }();
  return kDatabase;
}

void check(std::string_view text) {
  static Scanner scanner(database(), {});
  static const Provenance kFile{"file", "settings.py", {}};
  if (real_scan(scanner, text, kFile) !=
      reference_scan(database(), text, kFile)) {
    std::abort();
  }
}

}  // namespace

void check_any(std::string_view bytes) { check(bytes); }

}  // namespace stanch
