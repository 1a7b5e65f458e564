// SPDX-License-Identifier: Apache-2.0
#include "scanner/confidence.h"

#include "rules/builtin.h"
#include "scanner/features.h"
#include "scanner/path_class.h"
#include "scanner/scanner.h"
#include "scanner/url_expiry.h"
#include "tests/support/builtin_database.h"
#include "tests/support/catch.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

std::vector<Finding> scan(const std::string& text, const std::string& path,
                          std::int64_t now = 0) {
  Scanner scanner(builtin_database(), {.now = now});
  Provenance place{"file", path, {}};
  std::vector<Finding> out;
  scanner.scan({text, place}, out);
  return out;
}

// The surest finding; nothing where there is none.
std::optional<Confidence> surest(const std::string& text,
                                 const std::string& path = "app/config.py",
                                 std::int64_t now = 0) {
  std::optional<Confidence> out;
  for (const Finding& finding : scan(text, path, now)) {
    out = std::max(out.value_or(Confidence::kLow), finding.confidence);
  }
  return out;
}

double value_of(std::string_view feature, const Survivor& survivor) {
  const Scene scene = scene_of(survivor);
  for (const Feature& each : features()) {
    if (each.name == feature) return each.value(scene);
  }
  FAIL("no feature " << feature);
  return 0;
}

}  // namespace

TEST_CASE("a weak password that is a real value is found", "[scanner]") {
  CHECK(surest("db_password = \"Summer2024!\"\n") >= Confidence::kMedium);
  CHECK(surest("spring.datasource.password=Frosch77teich\n",
               "src/main/resources/application.properties") >=
        Confidence::kMedium);
  CHECK(surest("password = \"changeme\"\n") == std::nullopt);
  CHECK(surest("password = \"${PASS}\"\n") == std::nullopt);
  CHECK(surest("password = getenv(\"DB_PASSWORD\")\n") == std::nullopt);
}

TEST_CASE("where a password stands decides how sure it is", "[scanner]") {
  const std::string text = "  login(user, password=\"Summer2024!\")\n";
  CHECK(surest(text, "app/db.py") >= Confidence::kMedium);
  CHECK(surest(text, "tests/fixtures/test_db.py") == Confidence::kLow);
  CHECK(surest(text, "docs/guide/login.md") == Confidence::kLow);
}

TEST_CASE("a token with a checksum is sure wherever it stands", "[scanner]") {
  const std::string text = "token = \"" + github_pat(1) + "\"\n";
  CHECK(surest(text, "app/main.py") == Confidence::kHigh);
  CHECK(surest(text, "tests/test_login.py") >= Confidence::kMedium);
}

TEST_CASE("a user's own rule is not doubted", "[scanner]") {
  Rule rule;
  rule.id = "acme-token";
  rule.specificity = Specificity::kGeneric;
  const std::string text = "test example: acme_12345678\n";
  Survivor survivor{rule,     "acme_12345678", text,
                    {14, 27}, {14, 27},        "tests/fixtures/example.md"};
  CHECK(score(survivor).level == Confidence::kLow);
  rule.is_custom = true;
  CHECK(score(survivor).level == Confidence::kHigh);
  rule.is_custom = false;
  rule.dialect = Dialect::kGitleaks;
  CHECK(score(survivor).level == Confidence::kHigh);
}

TEST_CASE("a token that has ended is less sure", "[scanner]") {
  // {"alg":"HS256"}, and {"sub":"q7Zt2mXc9L","exp":1700000000}
  const std::string token =
      "eyJhbGciOiJIUzI1"
      "NiJ9.eyJzdWIiOiJxN1p0Mm1YYzlMIiwiZXhwIjoxNzAwMDAwMDAwfQ." +
      random_text(3, 43);
  Rule rule;
  rule.checksum = "jwt";
  Survivor survivor{rule,    token, token, {0, token.size()}, {0, token.size()},
                    "app.py"};
  CHECK(value_of("expired", survivor) == 0);
  survivor.now = 1600000000;
  CHECK(value_of("expired", survivor) == 0);
  survivor.now = 1800000000;
  CHECK(value_of("expired", survivor) == 1);
  CHECK(surest("t = \"" + token + "\"\n", "app.py", 1800000000) <
        surest("t = \"" + token + "\"\n", "app.py", 1600000000));
}

TEST_CASE("a signed URL says when it ends", "[scanner]") {
  constexpr std::int64_t kDay = 86400;
  constexpr std::int64_t kFirst2024 = 1704067200;
  CHECK(url_expiry("?X-Amz-Date=20240101T000000Z&X-Amz-Expires=60") ==
        kFirst2024 + 7 * kDay);
  CHECK(url_expiry("x?sv=2021-08-06&se=2024-01-01T10%3A00Z&sig=k9Zq") ==
        kFirst2024 + kDay);
  CHECK(url_expiry("a.mp3?Expires=1704067200&Signature=k9Zq") == kFirst2024);
  CHECK(url_expiry("Expires=1704067200") == std::nullopt);
  CHECK(url_expiry("?X-Amz-Date=20241301T000000Z") == std::nullopt);
  CHECK(url_expiry("") == std::nullopt);
}

TEST_CASE("what a template falls back on is less sure", "[scanner]") {
  const std::string token = random_text(5, 24);
  CHECK(surest("api_key: \"" + token + "\"\n", "chart/a.yaml") >
        surest("api_key: {{ x | or \"" + token + "\" }}\n", "chart/a.yaml"));
}

TEST_CASE("what a path says of a file", "[scanner]") {
  CHECK(class_of("src/test/java/FooTest.java").test);
  CHECK(class_of("pkg/login_test.go").test);
  CHECK(class_of("web/a.spec.ts").test);
  CHECK(class_of("t/lib-httpd.sh").test);
  CHECK(class_of("src/test/resources/application.yml").test);
  CHECK_FALSE(class_of("src/main/resources/application-test.yml").test);
  CHECK_FALSE(class_of("src/latest/contest.py").test);
  CHECK(class_of("x/testdata/key.pem").fixture);
  CHECK(class_of("x/__mocks__/a.js").fixture);
  CHECK(class_of(".env.example").example);
  CHECK(class_of("README.md").docs);
  CHECK(class_of("doc/manual.txt").docs);
  CHECK(class_of("a/package-lock.json").lock_file);
  CHECK_FALSE(class_of("a/package-lock.json").config);
  CHECK(class_of("js/app.min.js").minified);
  CHECK(class_of("api/x.pb.go").generated);
  CHECK(class_of("web/node_modules/a/b.js").generated);
  CHECK(class_of("deploy/.env.production").config);
  CHECK(class_of("Dockerfile").config);
  CHECK_FALSE(class_of("src/main.cc").config);
  CHECK(class_of(".github/workflows/ci.yml").pipeline);
  CHECK_FALSE(class_of("roles/db/templates/backup.sh").example);
  CHECK(class_of("conf/System.template.properties").example);
  CHECK(class_of("blog/wp-content/plugins/a/b.php").generated);
}

TEST_CASE("every feature has a weight, and every weight a feature",
          "[scanner]") {
  Rule rule;
  rule.specificity = Specificity::kGeneric;
  const std::string text = "password";
  auto evidence =
      score({rule, text, text, {0, text.size()}, {0, text.size()}, "a"})
          .evidence;
  REQUIRE(evidence.size() == features().size());
  for (const Evidence& each : evidence) {
    INFO(each.feature);
    CHECK(each.weight != 0);
  }
}

}  // namespace stanch
