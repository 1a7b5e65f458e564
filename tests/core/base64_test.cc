// SPDX-License-Identifier: Apache-2.0
#include "core/base64.h"

#include <utility>

#include "tests/support/catch.h"

namespace stanch {

TEST_CASE("base64 is written and read as RFC 4648 has it", "[core]") {
  for (auto [plain, text] : {std::pair{"", ""},
                             {"f", "Zg=="},
                             {"fo", "Zm8="},
                             {"foo", "Zm9v"},
                             {"\xff\xfe\xfd\xfc", "//79/A=="}}) {
    CHECK(base64_text(plain).reveal() == text);
    CHECK(base64_bytes(text)->reveal() == plain);
  }
  CHECK(base64_bytes("Zg")->reveal() == "f");
  for (const char* bad : {"Z", "Zm9v\n", "Zg=", "Zg==Zg==", "Z=g=", "====",
                          "Zg===", "Zm9v====", "Zm9v-_=="}) {
    INFO(bad);
    CHECK_FALSE(base64_bytes(bad).has_value());
  }
}

}  // namespace stanch
