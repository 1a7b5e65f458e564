// SPDX-License-Identifier: Apache-2.0
#include "core/nearest.h"

#include <string_view>
#include <vector>

#include "tests/support/catch.h"

namespace stanch {
namespace {

const std::vector<std::string_view> kWords = {"critical", "high", "medium",
                                              "low", "max_length"};

}  // namespace

TEST_CASE("the nearest word is one mistake in three letters away", "[core]") {
  CHECK(nearest("hgh", kWords) == "high");
  CHECK(nearest("hihg", kWords) == "high");
  CHECK(nearest("medum", kWords) == "medium");
  CHECK(nearest("criticla", kWords) == "critical");
  CHECK(nearest("max-lenght", kWords) == "max_length");
  CHECK(nearest("HIGH", kWords) == "high");
  CHECK(nearest("lo", kWords) == "low");
}

TEST_CASE("a word that is far from all has no nearest one", "[core]") {
  CHECK(nearest("severe", kWords).empty());
  CHECK(nearest("hot", kWords).empty());
  CHECK(nearest("", kWords).empty());
  CHECK(nearest("high", {}).empty());
  CHECK(nearest("x", std::vector<std::string_view>{"y"}).empty());
  CHECK(nearest(std::string(1'000'000, 'h'), kWords).empty());
}

TEST_CASE("of equally near words the first wins", "[core]") {
  CHECK(nearest("cat", std::vector<std::string_view>{"cut", "cot"}) == "cut");
  CHECK(nearest("cat", std::vector<std::string_view>{"cot", "cut"}) == "cot");
}

}  // namespace stanch
