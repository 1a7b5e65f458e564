// SPDX-License-Identifier: Apache-2.0
//
// Values that are known by the name before them, in the shapes people write.
#include <string>
#include <vector>

#include <fmt/format.h>

#include "rules/rule_file.h"
#include "scanner/scanner.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

const std::string kValue = "4f9a1c7e2b8d6035af19c44f9a1c7e2b";
const std::string kBase64 = "Zt2mXc9LpR4v/KdsWnq7QwErTy1+aB3c";

RuleDatabase database_of(std::string_view keys) {
  auto file = parse_rule_file(fmt::format(R"toml(
provider = "Acme"
[[rule]]
id = "acme-key"
title = "Acme key"
severity = "high"
grants = "every call"
next = "Revoke it"
max_length = 280
examples = ["x"]
{}
)toml",
                                          keys),
                              "acme.toml");
  INFO((file ? "" : file.error().message));
  REQUIRE(file);
  auto database = RuleDatabase::compile({.rules = std::move(file->rules)});
  REQUIRE(database);
  return std::move(*database);
}

std::vector<std::string> found_in(const RuleDatabase& database,
                                  const std::string& text) {
  Scanner scanner(database, {});
  std::vector<Finding> findings;
  Provenance place{.origin = "text"};
  scanner.scan({.bytes = text, .provenance = place}, findings);
  std::vector<std::string> out;
  for (const Finding& finding : findings) {
    std::uint64_t begin = finding.place.offset;
    out.push_back(text.substr(begin, finding.secret.size()));
  }
  return out;
}

// The shapes with @ for the value, and what they are found in.
const std::vector<std::string> kShapes = {
    "ACME_API_KEY=@\n",
    "acme.api.key: @\n",
    R"("acmeKey": "@",)",
    R"({"name": "ACME_KEY", "value": "@"})",
    R"({\"acme_token\": \"@\"})",
    "acme_client(token='@')",
    "client.setAcmeKey(\"@\");",
    "new AcmeClient({ apiKey: \"@\" })",
    "const acmeToken: string = '@';",
    "acmeKey := \"@\"",
    "$acme_key = '@';",
    "'acme_key' => '@',",
    "static const char acme_key[] = \"@\";",
    "<acme><token>@</token></acme>",
    "<add key=\"acme.token\" value=\"@\"/>",
    "<key>AcmeToken</key><string>@</string>",
    "- name: ACME_TOKEN\n  value: \"@\"\n",
    "[acme]\nsecret = @\n",
    "acme:\n  token: @\n",
    "acme login --token @\n",
    "curl https://api.acme.io/v1 -H 'Authorization: Bearer @'",
    "https://acme.io/v1?key=@&x=1",
    "ENV ACME_KEY @\n",
    "acme = \"@\"",
    "new AcmeClient(\"@\")",
    "public string AcmeKey { get; set; } = \"@\";",
    "variable \"acme_key\" {\n  type    = string\n  default = \"@\"\n}",
    "acme login -t @\n",
    "the acme token is @\n",
};

}  // namespace

TEST_CASE("a value is known by the name before it", "[scanner]") {
  struct Row {
    std::string keys;
    std::string value;
  };
  for (const Row& row :
       {Row{"names = ['acme']\nvalue = '[0-9a-f]{32}'", kValue},
        // Not a run: the names themselves are the triggers.
        Row{"names = ['acme']\nvalue = '[0-9A-Za-z+/]{32}'", kBase64},
        // Given triggers stay what they are.
        Row{"names = ['acme']\nvalue = '[0-9a-f]{32}'\n"
            "trigger_expression = ['(?i)acme']",
            kValue}}) {
    RuleDatabase database = database_of(row.keys);
    for (const std::string& shape : kShapes) {
      std::string text = "int a;\n" + shape + "\n";
      text.replace(text.find('@'), 1, row.value);
      CAPTURE(text);
      CHECK(found_in(database, text) == std::vector<std::string>{row.value});
    }
  }
}

TEST_CASE("a value without its name is none, nor a name far away",
          "[scanner]") {
  RuleDatabase database =
      database_of("names = ['acme']\nvalue = '[0-9a-f]{32}'");
  for (const std::string& text :
       {"key = " + kValue, kValue + " acme",
        "acme = 1;" + std::string(100, ' ') + "key = " + kValue,
        "acme_key = " + kValue + "0", "acme_key = x" + kValue,
        "acme_sha256_of: digest/" + kValue,
        "acme_key = " + std::string(32, 'a')}) {
    CAPTURE(text);
    CHECK(found_in(database, text).empty());
  }
}

TEST_CASE("a kind that is asked for must be said", "[scanner]") {
  RuleDatabase database = database_of(
      "names = ['data dog']\nkinds = ['app key']\nvalue = '[0-9a-f]{32}'");
  for (std::string text :
       {"DATADOG_APP_KEY=", "data-dog.appkey: ", "data_dog = { app-key = "}) {
    CAPTURE(text);
    CHECK(found_in(database, text + kValue).size() == 1);
  }
  CHECK(found_in(database, "DATADOG_API_KEY=" + kValue).empty());
}

TEST_CASE("a short name is a word of its own", "[scanner]") {
  RuleDatabase database =
      database_of("names = ['box']\nvalue = '[0-9a-f]{32}'");
  for (std::string text : {"BOX_KEY=", "my_box_key=", "myBoxKey=", "box: "}) {
    CAPTURE(text);
    CHECK(found_in(database, text + kValue).size() == 1);
  }
  for (std::string text : {"inbox_key=", "INBOX="}) {
    CAPTURE(text);
    CHECK(found_in(database, text + kValue).empty());
  }
}

}  // namespace stanch
