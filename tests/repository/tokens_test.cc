// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "rules/builtin.h"
#include "scanner/scanner.h"
#include "tests/support/catch.h"
#include "tests/support/source_tree.h"
#include "tests/support/tokens.h"

namespace stanch {

// What stanch would say of its own tree, comments that allow not counted.
TEST_CASE("no live-looking token stands in the tree", "[repository]") {
  auto database = RuleDatabase::compile(builtin_rules());
  REQUIRE(database.has_value());
  Scanner scanner(*database, {.fingerprint_key = {}, .honour_comments = false});
  auto findings_in = [&](const std::string& path, const std::string& text) {
    Provenance provenance{"file", path, {}};
    std::vector<Finding> findings;
    scanner.scan({text, provenance}, findings);
    return findings;
  };
  REQUIRE(findings_in("here", "token: " + github_pat(1)).size() == 1);
  for (const SourceFile& file : source_tree()) {
    for (const Finding& finding : findings_in(file.path, file.text)) {
      // A made-up password is none of anybody's.
      if (finding.confidence == Confidence::kLow &&
          finding.rule_id.find("password") != std::string::npos) {
        continue;
      }
      FAIL_CHECK(file.path << ':' << finding.place.start.line << ' '
                           << finding.rule_id);
    }
  }
}

}  // namespace stanch
