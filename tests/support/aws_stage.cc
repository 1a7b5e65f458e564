// SPDX-License-Identifier: Apache-2.0
#include "tests/support/aws_stage.h"

#include "net/http_settings.h"
#include "response/stored_text.h"
#include "tests/support/catch.h"

namespace stanch {

AwsKey AwsStage::make(const std::string& name) {
  AwsServer& server = *AwsServer::get();
  AwsKey key = server.make_user(name);
  std::string value =
      json_quoted(R"({"region":"eu-west-1","id":)" + json_quoted(key.id) +
                  R"(,"secret":)" + json_quoted(key.secret.reveal()) + "}");
  server.json("secretsmanager.CreateSecret",
              R"({"Name":"app/)" + name + R"(","ClientRequestToken":)" +
                  R"("00000000-0000-0000-0000-000000000001","SecretString":)" +
                  value + "}");
  return key;
}

AwsStage::AwsStage(const std::string& name, const std::string& folder,
                   const AwsKey& leaked)
    : ResponseStage(name, folder, leaked.secret.reveal()),
      leaked_id_(leaked.id),
      subject_{.target = name,
               .identity = leaked.id,
               .owner = "arn:aws:iam::123456789012:user/" + name,
               .store = "secretsmanager:app/" + name,
               .field = "secret",
               .name_field = "id",
               .version_id = "00000000-0000-0000-0000-000000000001",
               .leaked_ids = {"00000000-0000-0000-0000-000000000001"},
               .is_current = true},
      http_(make_http_client({}).value()),
      aws_(std::make_unique<Aws>(*http_, AwsServer::get()->settings())) {
  issuer_ = std::make_unique<AwsKeyIssuer>(*aws_, subject_);
  store_ = std::make_unique<AwsSecretStore>(*aws_, "app/" + name, subject_);
}

ResponseCase AwsStage::response() {
  ResponseCase out = ResponseStage::response();
  out.subject = subject_;
  return out;
}

// By its label: without one, moto gives what was current at first.
AwsKey AwsStage::stored() {
  AwsReply said = AwsServer::get()->json(
      "secretsmanager.GetSecretValue",
      R"({"VersionStage":"AWSCURRENT","SecretId":"app/)" + name() + R"("})");
  std::string_view text = said.json.text("/SecretString");
  CHECK(text_field(text, "region")->reveal() == "eu-west-1");
  return {.id = std::string(text_field(text, "id")->reveal()),
          .secret = text_field(text, "secret")->copy()};
}

// One key, the stored one; the leaked version has no label.
void AwsStage::check_end() {
  AwsServer& server = *AwsServer::get();
  AwsKey now = stored();
  CHECK(server.lets_in(now.id, std::string(now.secret.reveal())));
  CHECK_FALSE(server.lets_in(leaked_id_, std::string(leaked().reveal())));
  AwsReply keys = server.form("iam", "ListAccessKeys", {{"UserName", name()}});
  auto ids = xml_elements(keys.xml.reveal(), "AccessKeyId");
  REQUIRE(ids.size() == 1);
  CHECK(ids.front() == now.id);
  AwsReply about = server.json("secretsmanager.DescribeSecret",
                               R"({"SecretId":"app/)" + name() + R"("})");
  std::size_t labels = 0;
  for (const std::string& version : about.json.keys("/VersionIdsToStages")) {
    labels += about.json.texts("/VersionIdsToStages/" + version).size();
  }
  CHECK(labels == 1);
}

}  // namespace stanch
