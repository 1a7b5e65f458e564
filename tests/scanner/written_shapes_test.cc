// SPDX-License-Identifier: Apache-2.0
//
// Credentials without a mark of their own, each in every shape that people
// write a name and its value in: the rules that are built in must find them
// all.
#include <algorithm>
#include <cctype>
#include <string>
#include <utility>
#include <vector>

#include "scanner/scanner.h"
#include "tests/support/builtin_database.h"
#include "tests/support/catch.h"
#include "tests/support/tokens.h"

namespace stanch {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";
constexpr std::string_view kBase36 = "0123456789abcdefghijklmnopqrstuvwxyz";

struct Kind {
  std::string owner;  // as its owner writes it
  std::string kind;   // words with `_` between them
  std::string value;
};

std::string uuid(unsigned seed) {
  std::string hex = random_text(seed, 32, kHex);
  for (std::size_t at : {8, 13, 18, 23}) hex.insert(at, "-");
  return hex;
}

std::vector<Kind> kinds() {
  return {{"Heroku", "api_key", uuid(1)},
          {"Datadog", "api_key", random_text(2, 32, kHex)},
          {"Twilio", "auth_token", random_text(3, 32, kHex)},
          {"Mistral", "api_key", random_text(4, 32)},
          {"Travis", "token", random_text(5, 22)},
          {"CodeClimate", "token", random_text(6, 40, kHex)},
          {"Zendesk", "secret_key", random_text(7, 40)},
          {"CrowdStrike", "client_secret", random_text(8, 40)},
          {"Sentry", "auth_token", random_text(9, 64, kHex)},
          {"Diffbot", "token", random_text(10, 32, kBase36)},
          {"Snyk", "token", uuid(11)},
          {"Fastly", "api_token", random_text(12, 32)}};
}

std::string changed(std::string text, int (*change)(int)) {
  std::ranges::transform(text, text.begin(), [&](unsigned char c) {
    return static_cast<char>(change(c));
  });
  return text;
}

void replace_all(std::string& text, std::string_view what,
                 std::string_view with) {
  for (auto at = text.find(what); at != text.npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
}

// "auth_token" as AuthToken.
std::string joined_words(const std::string& words) {
  std::string out;
  bool begins = true;
  for (char c : words) {
    if (c != '_') out += begins ? changed({c}, std::toupper) : std::string{c};
    begins = c == '_';
  }
  return out;
}

// The shape with %o acme, %O Acme, %k api_key, %K apiKey, %f api-key,
// %L acme_api_key, %U ACME_API_KEY, %C acmeApiKey, %P AcmeApiKey,
// %D acme.api.key, %F acme-api-key, %v the value.
std::string written(std::string shape, const Kind& kind) {
  std::string owner = changed(kind.owner, std::tolower);
  std::string snake = owner + "_" + kind.kind;
  std::string pascal = joined_words(kind.kind);
  std::string dotted = snake;
  std::string dashed = snake;
  std::string flag = kind.kind;
  replace_all(dotted, "_", ".");
  replace_all(dashed, "_", "-");
  replace_all(flag, "_", "-");
  for (const auto& [mark, with] :
       std::vector<std::pair<std::string, std::string>>{
           {"%o", owner},
           {"%O", kind.owner},
           {"%k", kind.kind},
           {"%K",
            changed(pascal.substr(0, 1), std::tolower) + pascal.substr(1)},
           {"%f", flag},
           {"%L", snake},
           {"%U", changed(snake, std::toupper)},
           {"%C", owner + pascal},
           {"%P", kind.owner + pascal},
           {"%D", dotted},
           {"%F", dashed},
           {"%v", kind.value}}) {
    replace_all(shape, mark, with);
  }
  return shape;
}

const std::vector<std::string> kShapesWritten = {
    // Shells, environments, containers.
    "%U=%v\n", "export %U=\"%v\"\n", "%U='%v'\n", "ENV %U=%v\n", "ENV %U %v\n",
    "ARG %U=%v\n", "environment:\n  - %U=%v\n", "environment:\n  %U: \"%v\"\n",
    "- name: %U\n  value: \"%v\"\n", "kind: Secret\nstringData:\n  %F: %v\n",
    "env:\n  %U: %v\n", "$env:%U = \"%v\"\n", "set %U=%v\n", "setx %U \"%v\"\n",
    "%U ?= %v\n",
    // Files of configuration.
    "%D: %v\n", "%D=%v\n", "%D = %v\n", "[%o]\n%k = %v\n",
    "[%o]\n%k = \"%v\"\n", "{\"%C\": \"%v\"}\n",
    "{\"%o\": {\n  \"%K\": \"%v\"\n}}\n", "%L: %v\n", "%o:\n  %k: \"%v\"\n",
    "%o:\n  enabled: true\n  %k: %v\n", "%L = \"%v\"\n",
    "provider \"%o\" {\n  %k = \"%v\"\n}\n",
    "variable \"%L\" {\n  type    = string\n  default = \"%v\"\n}\n",
    "<%o><%K>%v</%K></%o>\n", "<%C>%v</%C>\n", "<%o %K=\"%v\"/>\n",
    "<add key=\"%P\" value=\"%v\" />\n", "<string name=\"%L\">%v</string>\n",
    "<key>%P</key>\n<string>%v</string>\n", "config :%o, %k: \"%v\"\n",
    "machine api.%o.com login me password %v\n",
    // Languages.
    "client = %o_client(%k=\"%v\")\n", "c = %O.Client(%k=\"%v\")\n",
    "config.set%P(\"%v\");\n", "private static final String %U = \"%v\";\n",
    "const val %U = \"%v\"\n", "let %C = \"%v\"\n",
    "const %C: string = '%v';\n", "module.exports = { %C: '%v' };\n",
    "%C := \"%v\"\n", "const %P = \"%v\"\n", "const %U: &str = \"%v\";\n",
    "static const char %L[] = \"%v\";\n", "#define %U \"%v\"\n",
    "public string %P { get; set; } = \"%v\";\n", ":%L => '%v',\n",
    "ENV['%U'] = '%v'\n", "ENV.fetch('%U', '%v')\n",
    "os.getenv(\"%U\", \"%v\")\n", "os.environ[\"%U\"] = \"%v\"\n",
    "k = process.env.%U || \"%v\";\n", "'%L' => '%v',\n",
    "define('%U', '%v');\n", "env('%U', '%v')\n", "$%L = '%v';\n",
    "Sys.setenv(%U = \"%v\")\n", "local %L = \"%v\"\n",
    "buildConfigField \"String\", \"%U\", \"\\\"%v\\\"\"\n",
    // Commands, requests, recordings of them.
    "%o login --%f %v\n", "%o login --%f=%v\n", "deploy --%F %v\n",
    "helm install x --set %o.%K=%v\n",
    "curl -H \"X-%O-%f: %v\" https://api.%o.com/v1\n",
    "curl -H \"Authorization: Bearer %v\" https://api.%o.com/v1\n",
    "curl https://api.%o.com/v1 -H 'Authorization: Bearer %v'\n",
    "https://api.%o.com/v1/x?%k=%v&limit=3\n", "Cookie: %L=%v; theme=dark\n",
    "%O-%f: %v\n", "{\"name\": \"%O-%f\", \"value\": \"%v\"}\n",
    "{\"key\": \"%L\", \"value\": \"%v\"}\n", "\"{\\\"%L\\\": \\\"%v\\\"}\"\n",
    "{\"source\": [\"%U = \\\"%v\\\"\\n\"]}\n",
    "INSERT INTO settings (name, value) VALUES ('%L', '%v');\n",
    // Notes.
    "# %L: %v\n", "- %L: `%v`\n", "| %U | %v |\n", "The %O %k is %v\n"};

std::vector<Finding> found_in(const std::string& text) {
  Scanner scanner(builtin_database(), {});
  std::vector<Finding> out;
  scanner.scan({text, kSettingsFile}, out);
  return out;
}

std::string secret_of(const std::string& text, const Finding& finding) {
  return text.substr(finding.place.offset, finding.secret.size());
}

}  // namespace

TEST_CASE("a credential is found in every shape people write", "[scanner]") {
  for (const Kind& kind : kinds()) {
    for (const std::string& shape : kShapesWritten) {
      std::string text = written(shape, kind);
      CAPTURE(text);
      CHECK(std::ranges::any_of(found_in(text), [&](const Finding& finding) {
        return secret_of(text, finding) == kind.value &&
               finding.confidence >= Confidence::kMedium;
      }));
    }
  }
}

TEST_CASE("a value begins with its first letter", "[scanner]") {
  // Each may also stand before the quote of a string: b"...", f"...", L"...".
  for (char letter : std::string("bBrRuUfFL@$")) {
    std::string value = letter + random_text(13, 24);
    std::string text = "acme_api_key=" + value + "\n";
    CAPTURE(text);
    std::vector<Finding> found = found_in(text);
    // `$x` is a variable of a shell.
    if (letter == '$') {
      CHECK(found.empty());
      continue;
    }
    REQUIRE(found.size() == 1);
    CHECK(secret_of(text, found[0]) == value);
  }
}

TEST_CASE("what stands where a value would is none", "[scanner]") {
  const std::string random = random_text(14, 24);
  for (const std::string& text : std::vector<std::string>{
           "SESSION_SECRET=\nSTREAM_PORT=5000\n",
           "MYSQL_PASSWORD=\nMINIO_ENDPOINT=minio:9000\n",
           "spring.datasource.password=\nspring.datasource.driver=org.h2.D\n",
           "jwt.encode(payload, JWT_SECRET, algorithm=JWT_ALGORITHM)\n",
           "log({ hasJwtSecret: !!jwtSecret });\n",
           "connect(host=h, password=data['password'])\n",
           "sed -i \"s/SESSION_SECRET=.*/SESSION_SECRET=$NEW_SECRET/\" .env\n",
           "db_password: ENC(" + random + ")\n",
           "'compass (Icons5Regular)' => 'i5_regular' . '_f14e',\n",
           "// the default password (user can change1 later)\n"}) {
    CAPTURE(text);
    CHECK(found_in(text).empty());
  }
}

}  // namespace stanch
