// SPDX-License-Identifier: Apache-2.0
#include "tests/support/golden.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/support/catch.h"

namespace stanch {

void check_golden(const std::string& file, std::string_view actual) {
  const char* root = std::getenv("STANCH_SOURCE");
  REQUIRE(root != nullptr);
  std::string path = std::string(root) + "/" + file;
  if (std::getenv("STANCH_UPDATE_EXPECTED") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
  }
  std::ifstream in(path, std::ios::binary);
  std::string expected{std::istreambuf_iterator<char>(in), {}};
  INFO("differs from " << file << "; STANCH_UPDATE_EXPECTED=1 accepts it");
  CHECK(std::string(actual) == expected);
}

}  // namespace stanch
