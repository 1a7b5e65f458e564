// SPDX-License-Identifier: Apache-2.0
//
// What stands encoded in a text: each encoding, in its place, at every depth.
#include <algorithm>
#include <functional>

#include "rules/builtin.h"
#include "scanner/decoded_search.h"
#include "scanner/scanner.h"
#include "tests/support/builtin_database.h"
#include "tests/support/catch.h"
#include "tests/support/encoders.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

using Chain = std::vector<std::string>;

const Provenance kYamlFile{"file", "config/settings.yaml", {}};

std::vector<Finding> scan(std::string_view text, ScanOptions options = {}) {
  Scanner scanner(builtin_database(), options);
  std::vector<Finding> out;
  scanner.scan({text, kYamlFile}, out);
  return out;
}

// The one finding of a text.
Finding only(std::string_view text) {
  auto findings = scan(text);
  REQUIRE(findings.size() == 1);
  return std::move(findings[0]);
}

// A text of some lines with a token in it.
std::string some_text(unsigned seed) {
  return "# settings of the service\nname: billing\ntoken: " +
         github_pat(seed) + "\nregion: north\nretries: 5\nverbose: no\n";
}

}  // namespace

TEST_CASE("a token is found in each encoding, in its place", "[scanner]") {
  std::string token = github_pat(1);
  struct Case {
    std::string encoded;
    Chain decoded;
  };
  const Case cases[] = {
      {to_base64("token: " + token), {"base64"}},
      {to_base64("~?>>~~" + token, true, false), {"base64"}},
      {to_base64(token + "!", false, false), {"base64"}},
      {wrap_lines(to_base64(some_text(1)), 64), {"base64"}},
      {wrap_lines(to_base64(some_text(1)), 76, "\r\n"), {"base64"}},
      {wrap_lines(to_base64(some_text(1)), 60, "\n      "), {"base64"}},
      {wrap_lines(to_base64(some_text(1)), 64, "\\n"), {"base64"}},
      {wrap_lines(to_base64(some_text(1)), 64, "\\r\\n"), {"base64"}},
      {to_hex(token), {"hex"}},
      {"0x" + to_hex("token: " + token), {"hex"}},
      {to_percent(token, true), {"percent"}},
      {"ghp%5F" + token.substr(4), {"percent"}},
      {to_unicode_escapes(token), {"backslash"}},
      {to_hex_escapes(token), {"backslash"}},
      {"\\u{67}" + token.substr(1), {"backslash"}},
      {"&#103;" + token.substr(1), {"html"}},
      {"&#x67;hp&lowbar;" + token.substr(4), {"html"}},
      {"ghp=5F" + token.substr(4) + " =3D", {"quoted-printable"}},
      {to_base64(to_gzip(some_text(1))), {"base64", "gzip"}},
      {to_base64(to_zlib(some_text(1))), {"base64", "zlib"}},
      {to_base64(to_utf16le("t = " + token)), {"base64", "utf-16le"}},
      {to_base64("\xff\xfe" + to_utf16le(token)), {"base64", "utf-16le"}},
      {to_base64(to_base64(some_text(1))), {"base64", "base64"}},
      {to_percent(to_percent(token, true)), {"percent", "percent"}},
      {to_base64("x = \"" + to_unicode_escapes(token)),
       {"base64", "backslash"}},
  };
  for (const Case& one : cases) {
    INFO(one.encoded);
    // The decoder's own words do not stand in for those round it.
    std::string text = "first line\nsetting: \"" + one.encoded + "\"\nlast\n";
    Finding finding = only(text);
    CHECK(finding.rule_id == "github-pat");
    CHECK(finding.secret.reveal() == token);
    CHECK(finding.decoded == one.decoded);
    std::uint64_t begin = text.find(one.encoded);
    CHECK(finding.place.offset >= begin);
    CHECK(finding.place.offset < begin + one.encoded.size());
    CHECK(finding.place.start.line >= 2);
    CHECK(finding.place.start <= finding.place.end);
  }
}

TEST_CASE("the place of a decoded secret is that of the bytes that encode it",
          "[scanner]") {
  std::string token = github_pat(2);
  // Each of its bytes is two digits here, or more than one.
  Finding hex = only("a\nb " + to_hex("key " + token + " end"));
  CHECK(hex.place.start == Position{2, 3 + 8});
  CHECK(hex.place.end == Position{2, 3 + 8 + 80 - 1});
  CHECK(hex.place.offset == 4 + 8);
  // What is before the token is two whole groups of four digits.
  Finding base64 = only("x=" + to_base64("abc: =" + token));
  CHECK(base64.place.start == Position{1, 3 + 8});
  Finding percent = only("id=" + to_percent("a " + token, true));
  CHECK(percent.place.start == Position{1, 4 + 6});
  CHECK(percent.place.end == Position{1, 4 + 6 + 120 - 1});
  // What is compressed has no finer place.
  std::string packed = to_base64(to_gzip(some_text(2)));
  Finding gzip = only("x " + packed + "\n");
  CHECK(gzip.place.offset == 2);
  CHECK(gzip.place.end.column == 3 + packed.find_last_not_of('='));
}

TEST_CASE("every offset in base64 leads back to its digits", "[scanner]") {
  for (std::size_t before = 0; before < 7; ++before) {
    std::string plain = std::string("abcdefg").substr(0, before) + " " +
                        github_pat(3) + " and after";
    std::string text = "v: " + to_base64(plain);
    Finding finding = only(text);
    std::size_t at = before + 1;
    CHECK(finding.place.offset == 3 + at / 3 * 4 + at % 3);
    std::size_t last = at + 39;
    CHECK(finding.place.end.column == 3 + last / 3 * 4 + last % 3 + 2);
  }
}

TEST_CASE("encodings are followed to the depth that was asked for",
          "[scanner]") {
  std::string text = "# token: " + github_pat(4);
  for (unsigned depth = 0; depth <= 7; ++depth) {
    for (unsigned allowed : {0u, 1u, 4u, 5u, 7u}) {
      INFO(depth << " deep, " << allowed << " allowed");
      auto findings = scan(text, {.decode_depth = allowed});
      bool found = std::ranges::any_of(findings, [](const Finding& finding) {
        return finding.rule_id == "github-pat";
      });
      CHECK(found == (depth <= allowed));
    }
    text = to_base64(text);
  }
  CHECK(kDefaultDecodeDepth == 5);
}

TEST_CASE("what names a value stands before it, decoded or not", "[scanner]") {
  std::string value = random_text(9, 6) + "-" + random_text(10, 5) + "9x";
  struct Case {
    std::string text;
    std::string rule;
  };
  const std::string name = "DATABASE_PASSWORD";
  const Case cases[] = {
      // A manifest of Kubernetes.
      {"kind: Secret\ndata:\n  password: " + to_base64(value + value) + "\n",
       "kubernetes-secret-yaml"},
      {"values:\n  password: " + to_base64(value + value) + "\n",
       "generic-password"},
      {name + "=" + to_hex(value + "\n") + "\n", "generic-password"},
      {"\"password\":\n    \"" + to_base64(value + value) + "\"\n",
       "generic-password"},
      {"cfg=%7B%22password%22%3A%22" + value + "%22%7D", "generic-password"},
      {"<a t=\"{&quot;password&quot;:&quot;" + value + "&quot;}\">",
       "generic-password"},
      {"{\"hook\":\"https:\\/\\/deploy:" + value + "@db.acme.io\\/main\"}",
       "url-basic-auth"},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    auto findings = scan(one.text);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule_id == one.rule);
  }
}

TEST_CASE("one secret that is seen raw and decoded is one finding, the raw one",
          "[scanner]") {
  // Escaped round it, not in it.
  std::string token = github_pat(5);
  CHECK(only("t=%22" + token + "%22").decoded.empty());
  CHECK(only("\\u0022" + token + "\\u0022").decoded.empty());
  // A value in base64 is its name's before it is decoded.
  std::string value = to_base64("k9T4xQ2wLmZ8rV5nB3pY6");
  Finding finding = only("api_key: " + value);
  CHECK(finding.decoded.empty());
  CHECK(finding.secret.reveal() == value);
  // Unless what it encodes says what it is.
  Finding exact = only("api_key: " + to_base64(token));
  CHECK(exact.rule_id == "github-pat");
  CHECK(exact.decoded == Chain{"base64"});
  // Nor is it another secret if its checksum is wrong.
  CHECK(scan("api_key: " + to_base64(broken_github_pat(5))).empty());
}

TEST_CASE("a token in the payload of another is a second finding",
          "[scanner]") {
  std::string token = github_pat(6);
  std::string outer =
      to_base64(R"({"alg":"HS256","typ":"JWT"})", true, false) + "." +
      to_base64(R"({"sub":"ci","gh":")" + token + R"("})", true, false) + "." +
      random_text(3, 43);
  auto findings = scan("cookie " + outer + "\n");
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].rule_id == "jwt");
  CHECK(findings[1].rule_id == "github-pat");
  CHECK(findings[1].decoded == Chain{"base64"});
}

TEST_CASE("what a report shows round a decoded secret holds no other one",
          "[scanner]") {
  std::string first = github_pat(7), second = github_pat(8);
  std::string text = "a=" + first +
                     " b=" + to_base64("x: " + second + " y: " + first) +
                     " c=" + first;
  auto findings = scan(text);
  REQUIRE(findings.size() == 4);
  for (const Finding& finding : findings) {
    std::string shown = finding.match_before + finding.match_after + "\n" +
                        finding.line_before + finding.line_after;
    CHECK_FALSE(shown.contains(first));
    CHECK_FALSE(shown.contains(second));
    CHECK_FALSE(shown.contains(to_base64("x: " + second).substr(4, 40)));
  }
}

TEST_CASE("an allow comment counts on the line where the encoded text stands",
          "[scanner]") {
  std::string line = "x: " + to_base64("token " + github_pat(9));
  CHECK(scan(line + " # stanch:allow a test\n").empty());
  CHECK(scan(line + "\n# stanch:allow a test\n").size() == 1);
}

TEST_CASE("two secrets in one compressed text are two findings", "[scanner]") {
  std::string text = "a " + github_pat(10) + "\nb " + github_pat(11) + "\n" +
                     "c: " + to_base64("again " + github_pat(12)) + "\n";
  auto findings = scan("blob: " + to_base64(to_gzip(text)));
  CHECK(findings.size() == 3);
}

TEST_CASE("what is no text drops out, and what is stays whole", "[scanner]") {
  std::string token = github_pat(13);
  CHECK(scan("sha " + to_hex(random_text(1, 20)) + "\n" + random_text(2, 500))
            .empty());
  // Behind a path, and with other bytes after it.
  CHECK(only("https://acme.io/verify/mail-now/" + to_base64("t " + token))
            .decoded == Chain{"base64"});
  CHECK(only(to_base64("t " + token + "   ") + "AAAA" + random_text(4, 40))
            .decoded == Chain{"base64"});
  // Cut off in the middle of what is compressed.
  std::string packed = to_gzip(some_text(13) + random_text(3, 3000));
  CHECK(only("x " + to_base64(packed.substr(0, packed.size() / 2))).decoded ==
        Chain{"base64", "gzip"});
}

TEST_CASE("bombs end within the budget", "[scanner]") {
  std::string token = github_pat(14);
  // 64 MiB of nothing, and the token behind it.
  std::string bomb = to_gzip(std::string(std::size_t{64} << 20, ' ') + token);
  CHECK(scan("x " + to_base64(bomb) + "\n").empty());
  std::string nested = token;
  for (int i = 0; i < 30; ++i) nested = to_base64(nested);
  CHECK(scan(nested).empty());
  // A neighbour has a budget of its own.
  std::string text =
      "x " + to_base64(bomb) + "\ny " + to_base64("token " + token) + "\n";
  CHECK(scan(text).size() == 1);
}

TEST_CASE("a run that is longer than the limit is read to its end",
          "[scanner]") {
  std::string plain;
  for (unsigned i = 0; plain.size() < 9'000'000; ++i) {
    plain += "line of a long text with nothing in it, number " +
             std::to_string(i) + "\n";
  }
  plain += github_pat(15);
  auto findings = scan("x " + to_base64(plain) + "\n");
  CHECK(findings.size() == 1);
}

}  // namespace stanch
