// SPDX-License-Identifier: Apache-2.0
#include "rules/suppression.h"

#include "tests/support/catch.h"

namespace stanch {
namespace {

constexpr std::string_view kId = "aws-access-token";

bool allowed(std::string_view line) { return allowed_by_comment(line, kId); }

}  // namespace

TEST_CASE("a mark without an id allows any rule", "[rules]") {
  CHECK(allowed("key = 1  # stanch:allow"));
  CHECK(allowed("key = 1  // stanch:allow test key"));
  CHECK(allowed("key = 1  // stanch:allow: Test-Key of the docs"));
  CHECK(allowed("<!-- stanch:allow -->"));
  CHECK(allowed("<!--stanch:allow-->"));
  CHECK(allowed("/* stanch:allow*/"));
  CHECK(allowed("--stanch:allow\r"));
  CHECK(allowed("# stanch:allow jwt"));
  CHECK(allowed("# stanch:allow cl\xc3\xa9-publique"));
  CHECK(allowed("stanch:allow"));
}

TEST_CASE("a mark with ids allows those rules only", "[rules]") {
  CHECK(allowed("# stanch:allow aws-access-token"));
  CHECK(allowed("// stanch:allow aws-access-token test key"));
  CHECK(allowed("// stanch:allow aws-access-token: test key"));
  CHECK(allowed("<!-- stanch:allow aws-access-token-->"));
  CHECK(allowed("/* stanch:allow\taws-access-token*/"));
  CHECK(allowed("# stanch:allow github-pat,aws-access-token"));
  CHECK(allowed("# stanch:allow github-pat , aws-access-token both"));
  CHECK_FALSE(allowed("# stanch:allow github-pat"));
  CHECK_FALSE(allowed("# stanch:allow github-pat aws-access-token"));
  CHECK_FALSE(allowed("# stanch:allow github-pat, npm-token reason"));
  CHECK_FALSE(allowed("# stanch:allow github-pat, reason"));
  CHECK_FALSE(allowed("# stanch:allow aws-access-token-2"));
  CHECK_FALSE(allowed("<!-- stanch:allow github-pat-->"));
}

TEST_CASE("each mark on a line counts", "[rules]") {
  CHECK(allowed("# stanch:allow github-pat stanch:allow aws-access-token"));
  CHECK_FALSE(allowed("# stanch:allow github-pat stanch:allow npm-token"));
}

TEST_CASE("the mark is a word of its own", "[rules]") {
  CHECK_FALSE(allowed("key = 1"));
  CHECK_FALSE(allowed(""));
  CHECK_FALSE(allowed("# stanch:allowed"));
  CHECK_FALSE(allowed("# stanch:allow-list"));
  CHECK_FALSE(allowed("# stanch:allow_all"));
  CHECK_FALSE(allowed("# xstanch:allow"));
  CHECK_FALSE(allowed("# Stanch:Allow"));
  CHECK_FALSE(allowed("# stanch: allow"));
}

TEST_CASE("gitleaks' mark allows any rule wherever it stands", "[rules]") {
  CHECK(allowed("key = 1 # gitleaks:allow"));
  CHECK(allowed("gitleaks:allow github-pat"));
  CHECK(allowed("xgitleaks:allowed"));
}

}  // namespace stanch
