// SPDX-License-Identifier: Apache-2.0
//
// What vendors print in their documentation, and defaults that everybody knows,
// are no findings, whatever stands round them. Values are put together here, so
// that none stands in the tree.
#include <optional>

#include "rules/builtin.h"
#include "scanner/placeholder.h"
#include "scanner/scanner.h"
#include "tests/support/builtin_database.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

// The ids of the rules that report something of medium confidence or more.
std::string reported(const std::string& text) {
  Scanner scanner(builtin_database(), {});
  const Provenance place{"file", "app/settings.py", {}};
  std::vector<Finding> found;
  scanner.scan({text, place}, found);
  std::string out;
  for (const Finding& finding : found) {
    if (finding.confidence >= Confidence::kMedium) out += finding.rule_id + " ";
  }
  return out;
}

std::string join(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (std::string_view part : parts) out += part;
  return out;
}

}  // namespace

TEST_CASE("documentation values of vendors are not reported", "[scanner]") {
  const std::vector<std::pair<std::string, std::string>> values = {
      {"aws_access_key_id", join({"AKIAIOSF", "ODNN7EXAMPLE"})},
      {"aws_access_key_id", join({"AKIAI44Q", "H8DHBEXAMPLE"})},
      {"aws_access_key_id", join({"ASIAIOSF", "ODNN7EXAMPLE"})},
      {"aws_secret_access_key",
       join({"wJalrXUtnFEMI/K7MDENG", "/bPxRfiCYEXAMPLEKEY"})},
      {"aws_secret_access_key",
       join({"je7MtGbClwBF/2Zp9Utk/h3y", "Co8nvbEXAMPLEKEY"})},
      {"stripe_key", join({"sk_test_4eC39HqLy", "jWDarjtT1zdp7dc"})},
      {"stripe_key", join({"sk_test_BQokikJOv", "BiI2HlWgH4olfQ2"})},
      {"token", join({"gho_16C7e42F292c6912E77", "10c838347Ae178B4a"})},
      {"slack", join({"https://hooks.slack.com/services/T00000000/B00000000/",
                      "XXXXXXXXXXXXXXXXXXXXXXXX"})},
      {"telegram_token",
       join({"123456:ABC-DEF1234ghIkl-", "zyx57W2v1u123ew11"})},
      {"twilio_sid", join({"ACXXXXXXXXXXXXXXXX", "XXXXXXXXXXXXXXXX"})},
      {"Authorization", join({"Basic QWxhZGRpbjpv", "cGVuIHNlc2FtZQ=="})},
      {"Authorization", join({"Basic dXNlcjpw", "YXNzd29yZA=="})},
      {"Authorization", join({"Basic Z3Vlc3Q6", "Z3Vlc3Q="})},
      {"Authorization", join({"Bearer mF_9.B", "5f-4.1JqM"})},
      {"nasa_api_key", "DEMO_KEY"},
      {"kubeadm_token", join({"abcdef.", "0123456789abcdef"})},
      {"vault_token", "dev-only-token"},
  };
  for (const auto& [name, value] : values) {
    INFO(name << " = " << value);
    CHECK(reported(name + " = \"" + value + "\"\n").empty());
  }
}

TEST_CASE("defaults that everybody knows are not reported", "[scanner]") {
  for (const char* text :
       {"amqp://guest:guest@mq.acme.io:5672/", "password: postgres",
        "password=root", "postgres://postgres:postgres@db/app",
        "MINIO_ROOT_PASSWORD=minioadmin", "ELASTIC_PASSWORD=changeme",
        "https://user:pass@acme.io/", "https://username:password@acme.io/",
        "ftp://anonymous:anonymous@acme.io/", "secret_key = 'test1234'",
        "api_key = 'deadbeefcafebabedeadbeefcafebabe'",
        "token: 0123456789abcdef0123456789abcdef"}) {
    INFO(text);
    CHECK(reported(std::string(text) + "\n").empty());
  }
}

TEST_CASE("each placeholder class has a name", "[scanner]") {
  for (const auto& [value, name] :
       std::vector<std::pair<std::string, std::string>>{
           {"", "empty"},
           {"${API_TOKEN}", "template slot"},
           {"{{ api_token }}", "template slot"},
           {"<your token>", "template slot"},
           {"%s", "template slot"},
           {"process.env.API_TOKEN", "reference"},
           {"get_token()", "reference"},
           {"abababababab", "repetition"},
           {"changeme-now", "placeholder word"},
           {"my-fake-value-9", "placeholder word"},
           {"abcdefghijkl", "run over the alphabet or the keyboard"},
           {"q7Zt2mXc9LpR4vKd", ""}}) {
    INFO(value);
    CHECK(placeholder_class(value) == name);
    CHECK(is_placeholder(value) == !name.empty());
  }
}

TEST_CASE("what only looks like a secret is not reported", "[scanner]") {
  for (const char* text :
       {"integrity: sha512-q7Zt2mXc9LpR4vKd8sWnq7Zt2mXc9LpR4vKd8sWn==",
        "image: acme@sha256:4f9a1c7e2b8d6035af19c44f9a1c7e2b8d6035af19c44f9a",
        "tenant_id = \"123e4567-e89b-12d3-a456-426614174000\"",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIQ7Zt2mXc9LpR4vKd8sWnq7Zt2m x@y",
        "\"password\": \"Passwort vergessen?\"",
        "<input type=\"password\" name=\"password2\">",
        "password = os.environ[\"DB_PASSWORD_2\"]",
        "password: ${{ secrets.DB_PASSWORD }}", "password = var.db_password2",
        "password: ENC[AES256_GCM,data:q7Zt2mXc9LpR,iv:4vKd8sWn,tag:x]",
        "token_url = \"https://acme.io/oauth2/v2/token\""}) {
    INFO(text);
    CHECK(reported(std::string(text) + "\n").empty());
  }
}

}  // namespace stanch
