// SPDX-License-Identifier: Apache-2.0
#include "tests/support/rotation_stage.h"

#include <fmt/core.h>

#include "net/http_settings.h"
#include "response/stored_text.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

constexpr const char* kFirst = "00000000-0000-0000-0000-000000000001";

}  // namespace

RotationStage::RotationStage(const std::string& name, const std::string& folder,
                             StageBegin begin, const std::string& function)
    : ResponseStage(name, folder, kLeaked),
      subject_{
          .target = name,
          .identity = name,
          .owner = "arn:aws:lambda:us-east-1:123456789012:function:" + function,
          .store = "secretsmanager:" + name,
          .field = "password",
          .version_id = kFirst,
          .leaked_ids = {kFirst},
          .is_current = true},
      http_(make_http_client({}).value()),
      aws_(std::make_unique<Aws>(*http_, AwsServer::get()->settings())),
      issuer_(std::make_unique<AwsRotationIssuer>(
          *aws_, name, RedisServer::get()->url(), subject_)),
      store_(std::make_unique<AwsSecretStore>(*aws_, name, subject_)) {
  if (begin == StageBegin::kFind) return;
  RedisServer::get()->call({"ACL", "SETUSER", name, "on", "~*", "+@all",
                            std::string(">") + kLeaked});
  StreamAddress redis = RedisServer::get()->address().server;
  AwsServer& server = *AwsServer::get();
  std::string value = fmt::format(
      R"({{"username":"{}","password":"{}","host":"{}","port":{}}})", name,
      kLeaked, redis.host, redis.port);
  server.json("secretsmanager.CreateSecret",
              fmt::format(R"({{"Name":"{}","ClientRequestToken":"{}",)"
                          R"("SecretString":{}}})",
                          name, kFirst, json_quoted(value)));
  server.json("secretsmanager.RotateSecret",
              fmt::format(R"({{"SecretId":"{}","RotationLambdaARN":"{}",)"
                          R"("RotationRules":{{"AutomaticallyAfterDays":30}},)"
                          R"("RotateImmediately":false}})",
                          name, subject_.owner));
  server.json("secretsmanager.ReplicateSecretToRegions",
              fmt::format(R"({{"SecretId":"{}","AddReplicaRegions":)"
                          R"([{{"Region":"eu-west-1"}}]}})",
                          name));
  remember_leak();
}

ResponseCase RotationStage::response() {
  ResponseCase out = ResponseStage::response();
  out.action = ResponseAction::kRevoke;
  out.subject = subject_;
  return out;
}

std::string RotationStage::stored(const std::string& name,
                                  const std::string& region) {
  auto http = make_http_client({}).value();
  Aws aws(*http, AwsServer::get()->settings());
  Aws there = aws.in_region(region);
  auto said =
      there.json("secretsmanager.GetSecretValue",
                 SecretText(R"({"VersionStage":"AWSCURRENT","SecretId":")" +
                            name + R"("})"));
  REQUIRE(said.has_value());
  auto text = text_field(said->json.text("/SecretString"), "password");
  REQUIRE(text.has_value());
  return std::string(text->reveal());
}

void RotationStage::check_end() {
  RedisServer& redis = *RedisServer::get();
  CHECK_FALSE(redis.lets_in(name(), kLeaked));
  for (const char* region : {"us-east-1", "eu-west-1"}) {
    CHECK(redis.lets_in(name(), stored(name(), region)));
  }
  AwsReply about = AwsServer::get()->json(
      "secretsmanager.DescribeSecret", R"({"SecretId":")" + name() + R"("})");
  CHECK(about.json.texts("/VersionIdsToStages/" + std::string(kFirst)).empty());
  // One rotation: what was tried at first, the leaked one, the new one.
  CHECK(about.json.keys("/VersionIdsToStages").size() == 3);
}

}  // namespace stanch
