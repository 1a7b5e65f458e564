// SPDX-License-Identifier: Apache-2.0
#include "tests/support/session_stage.h"

#include "net/http_settings.h"
#include "tests/support/catch.h"

namespace stanch {

LeakedCredential leaked_session(const AwsKey& session) {
  LeakedCredential out{.value = Secret(session.secret.reveal()),
                       .rule_id = "aws-access-token"};
  out.parts.push_back({.name = "access key ID",
                       .rule_id = "aws-access-token",
                       .secret = Secret(session.id)});
  out.parts.push_back({.name = "session token",
                       .rule_id = "aws-session-token",
                       .secret = Secret(session.session.reveal())});
  return out;
}

AwsKey SessionStage::make(const std::string& name) {
  AwsServer::get()->make_role(name);
  return AwsServer::get()->assume(name, "leaked");
}

SessionStage::SessionStage(const std::string& name, const std::string& folder,
                           const AwsKey& leaked)
    : ResponseStage(name, folder, leaked.secret.reveal()),
      subject_{.target = name,
               .identity = leaked.id,
               .owner = "arn:aws:iam::123456789012:role/team/" + name},
      leaked_(leaked_session(leaked)),
      http_(make_http_client({}).value()),
      aws_(std::make_unique<Aws>(*http_, AwsServer::get()->settings())),
      issuer_(std::make_unique<AwsSessionIssuer>(*aws_, leaked_, subject_)) {}

ResponseCase SessionStage::response() {
  ResponseCase out = ResponseStage::response();
  out.action = ResponseAction::kRevoke;
  out.subject = subject_;
  return out;
}

bool SessionStage::may_work(const AwsKey& session) {
  auto http = make_http_client({}).value();
  Aws aws(*http,
          {.key = session.copy(), .endpoint = AwsServer::get()->endpoint()});
  auto said = aws.json("AmazonSSM.GetParameters",
                       SecretText(R"({"Names":["/nothing"]})"));
  return said && said->is_success();
}

// The leaked one is denied, and whoever takes the role again is not.
void SessionStage::check_end() {
  AwsServer& server = *AwsServer::get();
  CHECK_FALSE(may_work({.id = subject_.identity,
                        .secret = SecretText(leaked_.value),
                        .session = SecretText(leaked_.parts[1].secret)}));
  CHECK(may_work(server.assume(name(), "consumer")));
  CHECK_FALSE(may_work(server.assume(name(), "leaked")));
}

}  // namespace stanch
