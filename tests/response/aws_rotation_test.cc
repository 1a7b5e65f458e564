// SPDX-License-Identifier: Apache-2.0
//
// Passwords that a function of Secrets Manager rotates.
#include "response/aws/rotation_issuer.h"

#include "response/aws/secret_versions.h"
#include "response/confirm.h"
#include "tests/support/catch.h"
#include "tests/support/fake_http.h"
#include "tests/support/rotation_stage.h"
#include "tests/support/temp_dir.h"

namespace stanch {

TEST_CASE("a function's rotation is resumed from every moment", "[response]") {
  if (AwsServer::get() == nullptr || RedisServer::get() == nullptr) return;
  crash_everywhere(
      "arot",
      [](const std::string& name, const std::string& folder,
         StageBegin begin) -> std::unique_ptr<ResponseStage> {
        return std::make_unique<RotationStage>(name, folder, begin);
      },
      9);
}

TEST_CASE("a function that sets a password and does not end is seen",
          "[response]") {
  if (AwsServer::get() == nullptr || RedisServer::get() == nullptr) return;
  TempDir folder;
  RotationStage stage("abreaks", folder.path(), StageBegin::kMake, "breaks");
  ResponseCase response = stage.response();
  CHECK(response.before.verdict == ProbeVerdict::kLive);
  auto refused = stage.issuer().preflight({});
  REQUIRE(refused.has_value());
  CHECK(refused->empty());
  Responder responder = stage.responder();
  auto result = responder.start(response);
  REQUIRE(result.has_value());
  INFO(result->message);
  CHECK(result->end == ResponseEnd::kNotProven);
  CHECK(result->message.contains("waits as AWSPENDING"));
  CHECK(result->message.contains("function:breaks has not ended"));
  CHECK(result->message.contains("respond resume"));
  // The old one is refused, but consumers have no other: that is no end.
  CHECK_FALSE(RedisServer::get()->lets_in("abreaks", RotationStage::kLeaked));
  CHECK(RotationStage::stored("abreaks", "us-east-1") ==
        RotationStage::kLeaked);
  refused = stage.issuer().preflight({});
  REQUIRE(refused.has_value());
  REQUIRE(refused->size() == 1);
  CHECK(refused->front().contains("has failed"));
  // A person ends what the function left.
  std::string ours = secret_version_of(result->response);
  AwsServer::get()->json("secretsmanager.UpdateSecretVersionStage",
                         R"({"SecretId":"abreaks","VersionStage":"AWSCURRENT",)"
                         R"("RemoveFromVersionId":")" +
                             response.subject.version_id +
                             R"(","MoveToVersionId":")" + ours + "\"}");
  auto again = stage.responder().resume(result->response);
  REQUIRE(again.has_value());
  INFO(again->message);
  CHECK(again->end == ResponseEnd::kProven);
  stage.check_end();
}

TEST_CASE("a secret that a function rotates is known by its field of the user",
          "[response]") {
  if (AwsServer::get() == nullptr || RedisServer::get() == nullptr) return;
  TempDir folder;
  RotationStage stage("aknown", folder.path(), StageBegin::kMake);
  ResponseConfig config;
  config.targets.push_back({.name = "aknown",
                            .issuer = "aws-rotation",
                            .address = RedisServer::get()->url(),
                            .store = "secretsmanager:aknown"});
  auto http = make_http_client({}).value();
  Aws aws(*http, AwsServer::get()->settings());
  ResponseReach reach{.config = config, .aws = &aws};
  Confirmation found = confirm(reach, stage.leaked(), 1);
  REQUIRE(found.subject.has_value());
  CHECK(found.liveness == Liveness::kLive);
  CHECK(found.subject->identity == "aknown");
  CHECK(found.subject->owner.ends_with("function:rotates"));
  CHECK_FALSE(found.subject->leaked_ids.empty());
  // A rotation of our own would cross the function's.
  auto own = stage.store()->preflight(std::vector<Step>{Step::kStore});
  REQUIRE(own.has_value());
  REQUIRE(own->size() == 1);
  CHECK(own->front().contains("aws-rotation"));
  CHECK(stage.store()->readers()->back() == "a replica in eu-west-1 (InSync)");
  config.targets.front().name_field = "nobody";
  CHECK(confirm(reach, stage.leaked(), 1)
            .failed.front()
            .contains("has no field nobody"));
}

TEST_CASE("a replica that does not follow is said", "[response]") {
  std::string status = "InSync", theirs = "old";
  FakeHttpClient http([&](const SeenRequest& request) -> HttpResult {
    bool far = request.url.contains("eu-west-1");
    return fake_response(
        200, R"({"VersionIdsToStages":{")" + (far ? theirs : "new") +
                 R"(":["AWSCURRENT"]},"ReplicationStatus":[{"Region":)"
                 R"("eu-west-1","Status":")" +
                 status + R"(","StatusMessage":"no key there"}]})");
  });
  Aws aws(http, {.key = {.id = "us", .secret = "x"}});
  CHECK(replicas_behind(aws, "app/db", "new")
            ->contains("in eu-west-1 does not have the new value yet"));
  theirs = "new";
  CHECK(replicas_behind(aws, "app/db", "new")->empty());
  status = "Failed";
  CHECK(replicas_behind(aws, "app/db", "new")->contains("no key there"));
  AwsSecretStore store(aws, "app/db", {});
  auto refused = store.preflight(std::vector<Step>{Step::kStore});
  REQUIRE(refused.has_value());
  REQUIRE(refused->size() == 1);
  CHECK(refused->front().contains("would keep the old value"));
}

}  // namespace stanch
