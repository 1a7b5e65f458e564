// SPDX-License-Identifier: Apache-2.0
//
// The scanner against every rule's expression over the whole text, with the
// built-in rules. A corpus file may name a trigger to start from.
#include <cstdint>
#include <cstdlib>
#include <string_view>

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
}  // namespace stanch

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  stanch::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
