// SPDX-License-Identifier: Apache-2.0
//
// Every mistake in a rule file and its whole message. Each case changes one
// line of a rule that is right; the rule's header stands on line 2.
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule_file.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

const std::vector<std::string> kLines = {
    "provider = 'Acme'",
    "[[rule]]",
    "id = 'acme-token'",
    "title = 'Acme token'",
    "severity = 'high'",
    "grants = 'all'",
    "next = 'Revoke it'",
    "trigger = ['acme_']",
    "expression = 'acme_[a-z]{9}'",
    "examples = ['acme_']",
};

// The message for the lines above with number `line`, from 1, replaced.
std::string message(std::size_t line, std::string_view replacement) {
  std::string toml;
  for (std::size_t i = 0; i < kLines.size(); ++i) {
    toml += i + 1 == line ? std::string(replacement) : kLines[i];
    toml += '\n';
  }
  auto file = parse_rule_file(toml, "a.toml");
  if (file) return "no mistake";
  CHECK(file.error().kind == ErrorKind::kUsage);
  return file.error().message;
}

}  // namespace

TEST_CASE("the rule that the mistakes are made in is right", "[rules]") {
  CHECK(message(0, "") == "no mistake");
}

TEST_CASE("names stand instead of an expression", "[rules]") {
  const std::string names = "names = ['acme']\nvalue = '[0-9]{9}'";
  CHECK(message(9, names) == "no mistake");
  CHECK(message(9, kLines[8] + "\n" + names) ==
        "a.toml:2:1: [[rule]] has both 'expression' and 'names'; it needs one "
        "of them");
  CHECK(message(9, "names = ['acme']") == "a.toml:2:1: [[rule]] needs 'value'");
  CHECK(message(9, "value = '[0-9]{9}'") ==
        "a.toml:2:1: [[rule]] needs 'names'");
  for (std::string name : {"a", "two  blanks", " acme", "ac_me", "acme|x",
                           "a name of more than thirty bytes"}) {
    CAPTURE(name);
    CHECK(message(9, "names = ['" + name + "']\nvalue = 'x'")
              .contains("2 to 30 letters, digits"));
  }
}

TEST_CASE("an unknown key names the nearest one", "[rules]") {
  CHECK(message(5, "severty = 'high'") ==
        "a.toml:5:1: unknown key 'severty' in [[rule]]; did you mean "
        "'severity'?");
  CHECK(message(1, "providr = 'Acme'") ==
        "a.toml:1:1: unknown key 'providr' in a rule file; did you mean "
        "'provider'?");
  CHECK(message(1, "xyz = 'Acme'") ==
        "a.toml:1:1: unknown key 'xyz' in a rule file; expected one of "
        "provider, rule");
  CHECK(message(1, "  \"x\\ny\" = 'Acme'") ==
        "a.toml:1:3: unknown key in a rule file; expected one of "
        "provider, rule");
}

TEST_CASE("a value of the wrong type names the right one", "[rules]") {
  CHECK(message(4, "title = 4") ==
        "a.toml:4:9: 'title' must be a string, not a whole number");
  CHECK(message(5, "severity = ['high']") ==
        "a.toml:5:12: 'severity' must be a string, not a list");
  CHECK(message(8, "trigger = 'acme_'") ==
        "a.toml:8:11: 'trigger' must be a list of strings, not a string");
  CHECK(message(8, "trigger = ['acme_', 1.5]") ==
        "a.toml:8:21: each of 'trigger' must be a string");
  CHECK(message(10, kLines[9] + "\nentropy = true") ==
        "a.toml:11:11: 'entropy' must be a number, not true or false");
  CHECK(message(10, kLines[9] + "\nmax_length = 9.5") ==
        "a.toml:11:14: 'max_length' must be a whole number, not a number");
  CHECK(message(10, kLines[9] + "\npath = 2026-01-01") ==
        "a.toml:11:8: 'path' must be a string, not a date");
  CHECK(message(2, "[rule]") ==
        "a.toml:2:1: 'rule' must be written as [[rule]]");
}

TEST_CASE("a missing key is named at the rule's header", "[rules]") {
  CHECK(message(3, "") == "a.toml:2:1: [[rule]] needs 'id'");
  CHECK(message(4, "") == "a.toml:2:1: [[rule]] needs 'title'");
  CHECK(message(5, "") == "a.toml:2:1: [[rule]] needs 'severity'");
  CHECK(message(6, "") == "a.toml:2:1: [[rule]] needs 'grants'");
  CHECK(message(7, "") == "a.toml:2:1: [[rule]] needs 'next'");
  CHECK(message(9, "") == "a.toml:2:1: [[rule]] needs 'expression'");
  CHECK(message(1, "") ==
        "a.toml:2:1: [[rule]] needs 'provider', in it or once at the top of "
        "the file");
  std::string triggers =
      "a.toml:2:1: [[rule]] needs 'trigger' or 'trigger_expression', with at "
      "least one entry";
  CHECK(message(8, "") == triggers);
  CHECK(message(8, "trigger = []") == triggers);
  CHECK(message(8, "trigger_expression = ['a']") == "no mistake");
  std::string examples =
      "a.toml:2:1: [[rule]] needs 'examples', with at least one entry";
  CHECK(message(10, "") == examples);
  CHECK(message(10, "examples = []") == examples);
}

TEST_CASE("an unknown word names the nearest one", "[rules]") {
  CHECK(message(5, "severity = 'hgh'") ==
        "a.toml:5:12: 'severity' must be one of critical, high, medium, low; "
        "did you mean 'high'?");
  CHECK(message(5, "severity = 'severe'") ==
        "a.toml:5:12: 'severity' must be one of critical, high, medium, low");
  CHECK(message(10, kLines[9] + "\nboundary = 'base46'") ==
        "a.toml:11:12: 'boundary' must be one of alnum, word, base64, "
        "base64url, none; did you mean 'base64'?");
  CHECK(message(10, kLines[9] + "\nspecificity = 'exakt'") ==
        "a.toml:11:15: 'specificity' must be one of exact, contextual, "
        "generic; did you mean 'exact'?");
  CHECK(
      message(10, kLines[9] + "\nchecksum = 'crc32_base62'") ==
      "a.toml:11:12: 'checksum' must be one of crc32-base62, "
      "gitlab-routable, grafana, pypi-macaroon, jwt, bech32, base58check, "
      "base58check-ripple, crc16-strkey, base64-text, pem-key, "
      "basic-credentials, password, mixed-password, encoded-password, random; "
      "did you mean "
      "'crc32-base62'?");
}

TEST_CASE("a text of the wrong shape says which is right", "[rules]") {
  std::string id = "a.toml:3:6: 'id' must be lower-case words joined by '-'";
  for (std::string_view wrong : {"", "Acme", "acme_token", "-acme", "acme-",
                                 "acme--token", "acme token", "acmé"}) {
    CAPTURE(wrong);
    CHECK(message(3, "id = '" + std::string(wrong) + "'") == id);
  }
  CHECK(message(3, "id = '1password-key-2'") == "no mistake");
  std::string line = "must be one line of text";
  CHECK(message(4, "title = ''") == "a.toml:4:9: 'title' " + line);
  CHECK(message(6, "grants = \"a\\nb\"") == "a.toml:6:10: 'grants' " + line);
  CHECK(message(7, "next = \"\\u001b[31m\"") == "a.toml:7:8: 'next' " + line);
  CHECK(message(8, "trigger = ['acme_', 'ab']") ==
        "a.toml:8:21: each of 'trigger' must be at least 3 bytes long");
  CHECK(message(8, "trigger = ['abc']") == "no mistake");
  CHECK(message(9, "expression = ''") ==
        "a.toml:9:14: 'expression' must be a string that is not empty");
  CHECK(message(8, "trigger_expression = ['']") ==
        "a.toml:8:23: each of 'trigger_expression' must be a string that is "
        "not empty");
}

TEST_CASE("a number out of its range says which is right", "[rules]") {
  auto more = [](std::string_view line) {
    return message(10, kLines[9] + "\n" + std::string(line));
  };
  CHECK(more("secret_group = -1") ==
        "a.toml:11:16: 'secret_group' must be a whole number from 0 to 99");
  CHECK(more("secret_group = 0") == "no mistake");
  std::string length =
      "a.toml:11:14: 'max_length' must be a whole number from 1 to 1048576";
  CHECK(more("max_length = 0") == length);
  CHECK(more("max_length = 1048577") == length);
  CHECK(more("max_length = 1048576") == "no mistake");
  std::string entropy = "a.toml:11:11: 'entropy' must be a number from 0 to 8";
  CHECK(more("entropy = -0.5") == entropy);
  CHECK(more("entropy = 9") == entropy);
  CHECK(more("entropy = nan") == entropy);
  CHECK(more("entropy = 8") == "no mistake");
}

TEST_CASE("an id stands in a file once", "[rules]") {
  std::string second;
  for (std::size_t i = 1; i < kLines.size(); ++i) second += kLines[i] + "\n";
  CHECK(message(10, kLines[9] + "\n" + second) ==
        "a.toml:12:6: duplicate id 'acme-token', first on line 3");
}

TEST_CASE("the first mistake of a file is the one told", "[rules]") {
  CHECK(message(4, "title = 4\nnxt = 5\nidd = 6") ==
        "a.toml:4:9: 'title' must be a string, not a whole number");
  CHECK(message(1, "provider = 1\n[scan]\n") ==
        "a.toml:1:12: 'provider' must be a string, not a whole number");
}

TEST_CASE("what is no TOML is told with its place", "[rules]") {
  CHECK(message(4, "title") ==
        "a.toml:4:6: not valid TOML: key-value pair: expected '=', saw '\\n'");
  CHECK(message(4, "id = 'again'") ==
        "a.toml:4:6: not valid TOML: key-value pair: cannot redefine existing "
        "string 'id'");
  CHECK(message(4, "title = 'x") ==
        "a.toml:4:11: not valid TOML: literal string: control characters "
        "other than TAB (U+0009) are explicitly prohibited");
  CHECK(message(4, "title = '\xff'") ==
        "a.toml:4:9: not valid TOML: Encountered invalid utf-8 sequence");
}

TEST_CASE("no message repeats a value", "[rules]") {
  const std::string secret = "s3cr3t-value-of-some-length";
  for (const std::string& line :
       {"title = " + secret, "title = '" + secret, "title = \"\\q" + secret,
        "severity = '" + secret + "'", "id = '" + secret + "_'",
        "trigger = ['" + secret + "', 'x']", "checksum = '" + secret + "'",
        "boundary = ['" + secret + "']", "'" + secret + secret + "' = 1",
        "'" + secret + "' = 1\n'" + secret + "' = 2",
        "max_length = '" + secret + "'", "x." + secret + secret + " = 1"}) {
    CAPTURE(line);
    std::string told = message(4, line);
    CHECK(told != "no mistake");
    CHECK_FALSE(told.contains(secret));
    CHECK_FALSE(told.contains('\n'));
  }
}

TEST_CASE("keys nest only so deep", "[rules]") {
  auto nested = [](std::size_t dots, std::string key) {
    for (std::size_t i = 0; i < dots; ++i) key += ".a";
    return key;
  };
  CHECK(message(1, nested(1'000'000, "x") + " = 1") ==
        "a.toml:1:18: a key may have at most 8 dots");
  CHECK(message(1, "# " + nested(20, "x") + "\n[" + nested(9, "x") + "]") ==
        "a.toml:2:19: a key may have at most 8 dots");
  CHECK(message(1, "a = [{" + nested(9, "'x.y'.\"\\\".\"") + " = 1}]") ==
        "a.toml:1:32: a key may have at most 8 dots");
  CHECK(message(1, "provider = 'A" + nested(20, "") + "'") == "no mistake");
  CHECK(message(1, "provider = '''A" + nested(20, "") + "''''") ==
        "no mistake");
  CHECK(message(1, "provider = \"\"\"\\\"\"" + nested(20, "") + "\"\"\"") ==
        "no mistake");
  std::string braces = "x = ";
  for (int i = 0; i < 100'000; ++i) braces += "{a.a=";
  CHECK(message(1, braces).starts_with("a.toml:1:"));
}

}  // namespace stanch
