// SPDX-License-Identifier: Apache-2.0
//
// Where our own key comes from, in the order of AWS's own tools.
#include <algorithm>
#include <cstdlib>
#include <optional>

#include <fmt/core.h>
#include <unistd.h>

#include "core/posix.h"
#include "response/aws/aws.h"

namespace stanch {
namespace {

// A variable; a secret one is not left to programs that we may start.
SecretText taken(const char* name) {
  const char* value = std::getenv(name);
  SecretText out(value == nullptr ? "" : value);
  ::unsetenv(name);
  return out;
}

std::string read_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string_view without_space(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  std::size_t first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// "[name]" and "key = value" lines.
AwsKey key_in_file(std::string_view text, std::string_view profile) {
  AwsKey out;
  bool here = false;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line = without_space(line);
    if (line.starts_with('[')) {
      here = without_space(line.substr(1, line.find(']') - 1)) == profile;
    }
    std::size_t equals = line.find('=');
    if (!here || equals == line.npos) continue;
    std::string_view name = without_space(line.substr(0, equals));
    std::string_view value = without_space(line.substr(equals + 1));
    if (name == "aws_access_key_id") out.id = value;
    if (name == "aws_secret_access_key") out.secret = SecretText(value);
    if (name == "aws_session_token") out.session = SecretText(value);
  }
  return out;
}

// A role that takes a token of another issuer (OIDC): GitHub Actions, EKS.
Answer<AwsKey> by_web_identity(HttpClient& client, const AwsSettings& settings,
                               const std::string& role,
                               const std::string& file) {
  auto token = read_small_file(file, LastLink::kFollow);
  if (!token) {
    return call_error(CallFault::kDenied,
                      fmt::format("AWS_WEB_IDENTITY_TOKEN_FILE {} cannot be "
                                  "read",
                                  file));
  }
  Aws nobody(client, {.key = {},
                      .region = settings.region,
                      .endpoint = settings.endpoint,
                      .clock = settings.clock});
  std::string name = read_variable("AWS_ROLE_SESSION_NAME");
  auto reply = nobody.ask_form(
      "take the role of AWS_ROLE_ARN", "sts", "AssumeRoleWithWebIdentity",
      {{"RoleArn", role},
       {"RoleSessionName", name.empty() ? "stanch" : name},
       {"WebIdentityToken", std::string(without_space(*token))}});
  wipe(token->data(), token->size());
  if (!reply) return std::unexpected(std::move(reply.error()));
  std::string_view xml = reply->xml.reveal();
  std::string secret = xml_text(xml, "SecretAccessKey");
  AwsKey out{.id = xml_text(xml, "AccessKeyId"),
             .secret = SecretText(secret),
             .session = SecretText(xml_text(xml, "SessionToken"))};
  wipe(secret.data(), secret.size());
  if (!out.id.empty() && !out.secret.empty()) return out;
  return call_error(CallFault::kProtocol,
                    "AWS: AssumeRoleWithWebIdentity gave no key");
}

}  // namespace

Answer<AwsKey> own_aws_key(HttpClient& client, const AwsSettings& settings) {
  AwsKey out{.id = read_variable("AWS_ACCESS_KEY_ID"),
             .secret = taken("AWS_SECRET_ACCESS_KEY"),
             .session = taken("AWS_SESSION_TOKEN")};
  if (!out.id.empty() && !out.secret.empty()) return out;
  std::string role = read_variable("AWS_ROLE_ARN");
  std::string token = read_variable("AWS_WEB_IDENTITY_TOKEN_FILE");
  if (!role.empty() && !token.empty()) {
    return by_web_identity(client, settings, role, token);
  }
  std::string file = read_variable("AWS_SHARED_CREDENTIALS_FILE");
  if (file.empty()) file = read_variable("HOME") + "/.aws/credentials";
  std::string profile = read_variable("AWS_PROFILE");
  auto text = read_small_file(file, LastLink::kFollow);
  if (!text) return AwsKey();
  AwsKey kept = key_in_file(*text, profile.empty() ? "default" : profile);
  wipe(text->data(), text->size());
  return kept;
}

}  // namespace stanch
