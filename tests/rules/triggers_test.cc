// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include <fmt/format.h>

#include "tests/support/catch.h"
#include "tests/support/json_schema.h"
#include "tests/support/temp_dir.h"

namespace stanch {

TEST_CASE("what an expression of ours matches holds a trigger", "[rules]") {
  TempDir folder;
  const char* root = std::getenv("STANCH_SOURCE");
  ValidatorAnswer answer =
      ask(folder, fmt::format("python3 '{0}/tests/tools/rule_triggers.py' "
                              "'{0}/rules/builtin' 12",
                              root));
  INFO(answer.text);
  CHECK(answer.status == 0);
}

}  // namespace stanch
