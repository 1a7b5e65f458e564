// SPDX-License-Identifier: Apache-2.0
//
// Against moto, which checks signatures and policies.
#include "response/aws/key_issuer.h"

#include <map>

#include "net/http_settings.h"
#include "response/aws/stores.h"
#include "tests/support/aws_stage.h"
#include "tests/support/catch.h"
#include "tests/support/fake_http.h"
#include "tests/support/leak_story.h"
#include "tests/support/scoped.h"

namespace stanch {

TEST_CASE("a leaked access key is rotated without a failed request",
          "[response]") {
  if (AwsServer::get() == nullptr) return;
  AwsServer& server = *AwsServer::get();
  AwsKey leaked = server.make_user("astory");
  std::string secret(leaked.secret.reveal());
  std::string value = R"({"id":)" + json_quoted(leaked.id) + R"(,"secret":)" +
                      json_quoted(secret) + "}";
  server.json("AmazonSSM.PutParameter",
              R"({"Name":"/astory/key","Type":"SecureString","Value":)" +
                  json_quoted(value) + "}");
  // Both from one reply: a rotation may come between two of them.
  auto stored = [&] {
    AwsReply said =
        server.json("AmazonSSM.GetParameter",
                    R"({"Name":"/astory/key","WithDecryption":true})");
    auto text = JsonDocument::parse(said.json.text("/Parameter/Value"));
    return AwsKey{.id = std::string(text->text("/id")),
                  .secret = SecretText(text->text("/secret"))};
  };
  AwsKey admin = server.admin();
  LeakStory{.leak = "AWS_ACCESS_KEY_ID=" + leaked.id +
                    "\nAWS_SECRET_ACCESS_KEY=" + secret + "\n",
            .config = R"([respond]
allow = ["aws://123456789012/iam/astory", "aws://us-east-1/ssm/astory/*"]

[respond.aws]
endpoint = ")" + server.endpoint() +
                      R"("

[[respond.target]]
name = "uploads"
issuer = "aws-key"
roles = ["astory"]
store = "ssm:/astory/key"
field = "secret"
name_field = "id"
)",
            .environment = {{"AWS_ACCESS_KEY_ID", admin.id},
                            {"AWS_SECRET_ACCESS_KEY",
                             std::string(admin.secret.reveal())}},
            .consumer =
                [&] {
                  AwsKey now = stored();
                  return server.lets_in(now.id,
                                        std::string(now.secret.reveal()));
                },
            .stored = [&] { return std::string(stored().secret.reveal()); },
            .secret = secret,
            .place = "UpdateAccessKey " + leaked.id + ": Inactive"}
      .tell();
  CHECK(stored().id != leaked.id);
  CHECK_FALSE(server.lets_in(leaked.id, secret));
  AwsReply policy = server.form(
      "iam", "GetUserPolicy",
      {{"UserName", "astory"}, {"PolicyName", "AWSRevokeOlderSessions"}});
  CHECK(policy.xml.reveal().contains("TokenIssueTime"));
}

TEST_CASE("a rotation in AWS is resumed from every moment", "[response]") {
  if (AwsServer::get() == nullptr) return;
  std::map<std::string, AwsKey> made;
  crash_everywhere(
      "acrash",
      [&](const std::string& name, const std::string& folder,
          StageBegin begin) -> std::unique_ptr<ResponseStage> {
        bool is_new = begin == StageBegin::kMake;
        if (is_new) made[name] = AwsStage::make(name);
        auto out = std::make_unique<AwsStage>(name, folder, made.at(name));
        if (is_new) out->remember();
        return out;
      },
      22);
}

TEST_CASE("what waits in Secrets Manager is taken back", "[response]") {
  if (AwsServer::get() == nullptr) return;
  TempDir folder;
  AwsKey key = AwsStage::make("aback");
  AwsStage stage("aback", folder.path(), key);
  stage.remember();
  Secret fresh("the new one");
  auto refused = stage.store()->preflight({});
  REQUIRE(refused.has_value());
  CHECK(refused->empty());
  StepInput input{.response = "r", .fresh = &fresh, .successor = "AKIANEW"};
  REQUIRE(stage.store()->perform(Step::kStore, input).has_value());
  CHECK(stage.stored().secret.reveal() == "the new one");
  CHECK(stage.stored().id == "AKIANEW");
  CHECK(stage.store()->reconcile(Step::kStore, input).value() ==
        Reconciled::kApplied);
  // A second responder, who looked at the same version, is told.
  StepInput other{.response = "s", .fresh = &fresh};
  auto lost = stage.store()->perform(Step::kStore, other);
  REQUIRE_FALSE(lost.has_value());
  CHECK(lost.error().fault == CallFault::kConflict);
  for (int twice = 0; twice < 2; ++twice) {
    REQUIRE(stage.store()->undo(Step::kStore, input).has_value());
    CHECK(stage.stored().id == key.id);
  }
}

TEST_CASE("a parameter that somebody else wrote is left alone", "[response]") {
  if (AwsServer::get() == nullptr) return;
  AwsServer& server = *AwsServer::get();
  auto put = [&](const std::string& value) {
    server.json("AmazonSSM.PutParameter",
                R"({"Name":"/aplain","Type":"String","Overwrite":true,)"
                R"("Value":")" +
                    value + R"("})");
  };
  put("leaked");
  auto http = make_http_client({}).value();
  Aws aws(*http, server.settings());
  Subject subject;
  Secret leaked("leaked"), fresh("fresh");
  const Secret* wanted[] = {&leaked};
  auto found =
      AwsParameterStore::look(aws, "/aplain", LeakMatcher(wanted), subject);
  REQUIRE(found.has_value());
  CHECK(subject.is_current);
  CHECK(subject.field.empty());
  AwsParameterStore store(aws, "/aplain", subject);
  StepInput input{.response = "r", .fresh = &fresh};
  put("of somebody else");
  auto lost = store.perform(Step::kStore, input);
  REQUIRE_FALSE(lost.has_value());
  CHECK(lost.error().fault == CallFault::kConflict);
  CHECK(store.reconcile(Step::kStore, input).value() == Reconciled::kConflict);
  CHECK_FALSE(store.undo(Step::kStore, input).has_value());
}

TEST_CASE("a user with two keys is refused beforehand", "[response]") {
  if (AwsServer::get() == nullptr) return;
  AwsServer& server = *AwsServer::get();
  AwsKey key = server.make_user("atwo");
  server.form("iam", "CreateAccessKey", {{"UserName", "atwo"}});
  auto http = make_http_client({}).value();
  Aws aws(*http, server.settings());
  AwsKeyIssuer issuer(aws, {.identity = key.id,
                            .owner = "arn:aws:iam::123456789012:user/atwo"});
  auto refused = issuer.preflight(std::vector<Step>{Step::kMint});
  REQUIRE(refused.has_value());
  REQUIRE(refused->size() == 1);
  CHECK(refused->front().contains("two keys already"));
}

TEST_CASE("our own key may be that of a role, for a token of another issuer",
          "[response]") {
  TempDir folder;
  std::string file = folder.write("token", "header.payload.signature\n");
  ScopedVariable id("AWS_ACCESS_KEY_ID", ""), key("AWS_SECRET_ACCESS_KEY", "");
  ScopedVariable role("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/ci");
  ScopedVariable token("AWS_WEB_IDENTITY_TOKEN_FILE", file);
  std::string answer =
      "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult>"
      "<Credentials><AccessKeyId>ASIAOURS</AccessKeyId><SecretAccessKey>s&amp;"
      "t</SecretAccessKey><SessionToken>session</SessionToken></Credentials>"
      "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>";
  int status = 200;
  FakeHttpClient http([&](const SeenRequest&) -> HttpResult {
    return fake_response(status, answer);
  });
  AwsSettings settings{.key = {}, .endpoint = "https://sts.test"};
  auto ours = own_aws_key(http, settings);
  REQUIRE(ours.has_value());
  CHECK(ours->id == "ASIAOURS");
  CHECK(ours->secret.reveal() == "s&t");
  CHECK(ours->session.reveal() == "session");
  REQUIRE(http.seen().size() == 1);
  CHECK(http.seen()[0].header("authorization").empty());
  CHECK(http.seen()[0].body.contains(
      "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fci"));
  CHECK(http.seen()[0].body.ends_with(
      "WebIdentityToken=header.payload.signature"));
  status = 400;
  answer =
      "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>"
      "no</Message></Error></ErrorResponse>";
  auto refused = own_aws_key(http, settings);
  REQUIRE_FALSE(refused.has_value());
  CHECK_FALSE(refused.error().message.contains("payload"));
  ScopedVariable missing("AWS_WEB_IDENTITY_TOKEN_FILE", file + ".not");
  CHECK(own_aws_key(http, settings).error().fault == CallFault::kDenied);
}

// The suite of AWS, "post-vanilla"; the key is the documentation's own.
TEST_CASE("a signature is as AWS computes it", "[response]") {
  AwsKey key{.id = "AKIDEXAMPLE", .secret = "wJalrXUtnFEMI"};
  key.secret.append("/K7MDENG+bPxRfiCY").append("EXAMPLEKEY");
  std::vector<AwsHeader> headers;
  headers.push_back({"host", "example.amazonaws.com"});
  auto sent = sign_aws(
      key, {.region = "us-east-1", .service = "service", .time = 1440938160},
      std::move(headers), "");
  REQUIRE(sent.size() == 2);
  CHECK(sent[0].value.reveal() == "20150830T123600Z");
  CHECK(sent[1].value.reveal().ends_with(
      "SignedHeaders=host;x-amz-date, Signature="
      "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"));
}

TEST_CASE("no lie about an access key is a proof of its death", "[response]") {
  auto error = [](const std::string& code) {
    return "<ErrorResponse><Error><Code>" + code +
           "</Code><Message>x</Message></Error></ErrorResponse>";
  };
  struct Lie {
    int status;
    std::string body;
  };
  auto verdict = [](const Lie& said) {
    FakeHttpClient http([&](const SeenRequest&) -> HttpResult {
      return fake_response(said.status, said.body);
    });
    Aws aws(http, {.key = {.id = "us", .secret = "x"},
                   .endpoint = "https://aws.test"});
    return probe_aws_key(aws, "AKIALEAKED", Secret("leaked")).verdict;
  };
  CHECK(verdict({403, error("InvalidClientTokenId")}) == ProbeVerdict::kDead);
  CHECK(verdict({200,
                 "<GetCallerIdentityResponse><Arn>arn:aws:iam::1:user/a"
                 "</Arn></GetCallerIdentityResponse>"}) == ProbeVerdict::kLive);
  for (const Lie& lie :
       {Lie{403, error("SignatureDoesNotMatch")},  // our clock, or not its id
        Lie{403, error("AccessDenied")}, Lie{403, error("ExpiredToken")},
        Lie{400, error("InvalidClientTokenId")}, Lie{429, error("Throttling")},
        Lie{503, error("ServiceUnavailable")},
        Lie{403, "<html>Forbidden</html>"}, Lie{403, ""}, Lie{200, ""},
        Lie{200, "<html>Welcome</html>"}, Lie{404, "{}"},
        // Not by whom it is said to: S3, a gateway, a wall in front of it.
        Lie{403, error("InvalidAccessKeyId")}, Lie{403, R"({"message":"x"})"},
        Lie{403, error("MissingAuthenticationToken")},
        Lie{403, error("UnrecognizedClientException")},
        Lie{403, error("OptInRequired")}, Lie{403, error("RequestExpired")},
        Lie{403, error("InvalidClientTokenId ")}, Lie{407, "<html>"},
        Lie{400, error("IncompleteSignature")}, Lie{502, "<html>"},
        Lie{401, error("InvalidClientTokenId")}, Lie{204, ""}, Lie{302, ""},
        Lie{200, error("InvalidClientTokenId")},
        Lie{500, error("InvalidClientTokenId")},
        Lie{200, "<GetCallerIdentityResponse></GetCallerIdentityResponse>"}}) {
    INFO(lie.status << " " << lie.body);
    CHECK(verdict(lie) == ProbeVerdict::kUnknown);
  }
}

}  // namespace stanch
