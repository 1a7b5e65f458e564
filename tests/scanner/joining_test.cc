// SPDX-License-Identifier: Apache-2.0
#include "rules/builtin.h"
#include "scanner/scanner.h"
#include "tests/support/builtin_database.h"
#include "tests/support/catch.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

std::vector<Finding> scan(const std::string& text,
                          std::optional<std::vector<Range>> fresh = {}) {
  Scanner scanner(builtin_database(), {});
  const Provenance place{"file", "deploy.env", {}};
  Blob blob{.bytes = text, .provenance = place};
  if (fresh) blob.fresh = *fresh;
  std::vector<Finding> out;
  scanner.scan(blob, out);
  return out;
}

std::string aws_id() {
  return "AKIA" + random_text(1, 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
}

std::string id_line() { return "AWS_ACCESS_KEY_ID=" + aws_id() + "\n"; }

std::string secret_line() {
  return "AWS_SECRET_ACCESS_KEY=" + random_text(2, 40) + "\n";
}

}  // namespace

TEST_CASE("an id and its secret are one finding", "[scanner]") {
  auto found = scan(id_line() + secret_line());
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule_id == "aws-access-token");
  CHECK(found[0].severity == Severity::kCritical);
  REQUIRE(found[0].parts.size() == 1);
  const FindingPart& part = found[0].parts[0];
  CHECK(part.name == "secret access key");
  CHECK(part.rule_id == "aws-secret-access-key");
  CHECK(part.secret.reveal() == random_text(2, 40));
  CHECK(part.start == Position{2, 23});
}

TEST_CASE("a piece is found before its other half, too", "[scanner]") {
  auto found = scan(secret_line() + id_line());
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].parts.size() == 1);
  CHECK(found[0].parts[0].start == Position{1, 23});
}

TEST_CASE("each piece alone is less severe", "[scanner]") {
  auto id = scan(id_line());
  REQUIRE(id.size() == 1);
  CHECK(id[0].severity == Severity::kMedium);
  CHECK(id[0].parts.empty());
  auto secret = scan(secret_line());
  REQUIRE(secret.size() == 1);
  CHECK(secret[0].rule_id == "aws-secret-access-key");
  CHECK(secret[0].severity == Severity::kHigh);
}

TEST_CASE("what stands too far away is another credential", "[scanner]") {
  const std::string lines(7, '\n');
  CHECK(scan(id_line() + lines + secret_line()).size() == 2);
  const std::string far(2100, '-');
  CHECK(scan(id_line() + "# " + far + "\n" + secret_line()).size() == 2);
}

TEST_CASE("a new piece of an old credential is reported with it", "[scanner]") {
  const std::string text = id_line() + secret_line();
  const std::uint64_t second = id_line().size();
  auto found = scan(text, std::vector<Range>{{second, text.size()}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule_id == "aws-access-token");
  CHECK(found[0].parts.size() == 1);
}

TEST_CASE("a piece may be what stands near by", "[scanner]") {
  const std::string sid = "AC" + random_text(3, 32, "0123456789abcdef");
  const std::string token = random_text(4, 32, "0123456789abcdef");
  const std::string line = "TWILIO_AUTH_TOKEN=" + token + "\n";
  auto alone = scan(line);
  REQUIRE(alone.size() == 1);
  CHECK(alone[0].severity == Severity::kHigh);
  auto both = scan("TWILIO_ACCOUNT_SID=" + sid + "\n" + line);
  REQUIRE(both.size() == 1);
  CHECK(both[0].severity == Severity::kCritical);
  REQUIRE(both[0].parts.size() == 1);
  CHECK(both[0].parts[0].name == "account SID");
  CHECK(both[0].parts[0].secret.reveal() == sid);
  CHECK(both[0].parts[0].rule_id.empty());
}

TEST_CASE("the user of a password in a URL is a piece of it", "[scanner]") {
  auto found =
      scan("https://deploy:" + random_text(5, 16) + "@git.acme.io/x\n");
  REQUIRE(found.size() == 1);
  REQUIRE(found[0].parts.size() == 1);
  CHECK(found[0].parts[0].name == "user");
  CHECK(found[0].parts[0].secret.reveal() == "deploy");
  CHECK(found[0].parts[0].start == Position{1, 9});
}

}  // namespace stanch
