// SPDX-License-Identifier: Apache-2.0
//
// The four services of AWS that the response asks: IAM and STS (forms, answered
// in XML), Secrets Manager and Systems Manager (JSON). What an answer means is
// told by its error code; the status alone says nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/secret_text.h"
#include "net/http_client.h"
#include "response/aws/signature.h"
#include "response/call.h"
#include "response/json_document.h"

namespace stanch {

// In messages, where there is none.
inline constexpr std::string_view kNoAwsKey =
    "no key for AWS is known: set AWS_ACCESS_KEY_ID and "
    "AWS_SECRET_ACCESS_KEY, or a profile";

struct AwsSettings {
  AwsKey key;
  std::string region = "us-east-1";
  // Instead of AWS itself, for all services: "http://127.0.0.1:5000".
  std::string endpoint = {};
  std::function<std::int64_t()> clock =
      {};  // seconds since 1970; the machine's
};

struct AwsReply {
  int status = 0;
  std::string error;       // "NoSuchEntity"; empty: success
  std::string said;        // in words; holds no secret
  std::int64_t time = 0;   // of the server, or ours; seconds since 1970
  std::int64_t ahead = 0;  // so many seconds our clock is ahead of it
  SecretText xml;          // of IAM and STS
  JsonDocument json;       // of the others

  bool is_success() const { return error.empty(); }
};

// For one thread.
class Aws {
 public:
  using Parameters = std::vector<std::pair<std::string, std::string>>;

  // `client` is borrowed.
  Aws(HttpClient& client, AwsSettings settings)
      : client_(client), settings_(std::move(settings)) {}

  // The same place, asked with another key; another place, with the same.
  Aws with_key(AwsKey key) const;
  Aws in_region(std::string region) const;

  const AwsSettings& settings() const { return settings_; }

  // A definite answer; "later", and what AWS did not say, are errors. `service`
  // is "iam" or "sts".
  Answer<AwsReply> form(std::string_view service, std::string_view action,
                        const Parameters& parameters = {});
  // `target`: "secretsmanager.GetSecretValue", "AmazonSSM.GetParameter".
  Answer<AwsReply> json(std::string_view target, SecretText body);
  // The same where only success is wanted. `what` names it in messages.
  Answer<AwsReply> ask_form(std::string_view what, std::string_view service,
                            std::string_view action,
                            const Parameters& parameters = {});
  Answer<AwsReply> ask_json(std::string_view what, std::string_view target,
                            SecretText body);
  static CallError error_of(std::string_view what, const AwsReply& reply);

 private:
  Answer<AwsReply> send(const std::string& service, std::string_view type,
                        std::string_view target, SecretText body, bool is_read);

  HttpClient& client_;
  AwsSettings settings_;
};

// Whose a key is, by STS; never refused to a key that works.
struct AwsIdentity {
  std::string account;
  std::string arn;  // "arn:aws:iam::123456789012:user/billing"
};
Answer<AwsIdentity> aws_identity(Aws& aws);

// The text of the first element of that name; empty where there is none.
std::string xml_text(std::string_view xml, std::string_view name);
// What stands within each element of that name; they are not in each other.
std::vector<std::string_view> xml_elements(std::string_view xml,
                                           std::string_view name);

// Our own key: of the environment (AWS_ACCESS_KEY_ID and its two companions),
// of a profile in the file of credentials, or of a role by web identity
// (AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE). No key: empty id. The secrets
// are taken out of the environment.
Answer<AwsKey> own_aws_key(HttpClient& client, const AwsSettings& settings);

}  // namespace stanch
