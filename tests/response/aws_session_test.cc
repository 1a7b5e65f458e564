// SPDX-License-Identifier: Apache-2.0
//
// Temporary credentials that leaked, against moto, which denies by policies;
// what it cannot answer is recorded from AWS's documentation.
#include "response/aws/session_issuer.h"

#include <array>
#include <map>

#include "net/http_settings.h"
#include "response/aws/sessions.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/fake_http.h"
#include "tests/support/session_stage.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

std::string iam_error(const std::string& code, const std::string& said = "x") {
  return "<ErrorResponse><Error><Code>" + code + "</Code><Message>" + said +
         "</Message></Error></ErrorResponse>";
}

constexpr const char* kSomebody =
    "<GetCallerIdentityResponse><Arn>arn:aws:sts::1:assumed-role/ci/x</Arn>"
    "</GetCallerIdentityResponse>";

}  // namespace

TEST_CASE("a leaked session is found with its id and token, and confirmed",
          "[response]") {
  if (AwsServer::get() == nullptr) return;
  AwsServer& server = *AwsServer::get();
  AwsKey leaked = SessionStage::make("asession");
  AwsKey admin = server.admin();
  TempDir folder;
  folder.write(
      "repo/ci.env",
      "AWS_ACCESS_KEY_ID=" + leaked.id +
          "\nAWS_SECRET_ACCESS_KEY=" + std::string(leaked.secret.reveal()) +
          "\nAWS_SESSION_TOKEN=" + std::string(leaked.session.reveal()) + "\n");
  folder.write("repo/.stanch.toml", R"([respond]
allow = ["aws://123456789012/iam/role/asession"]

[respond.aws]
endpoint = ")" + server.endpoint() + R"("

[[respond.target]]
name = "ci"
issuer = "aws-session"
roles = ["asession"]
)");
  auto run = [&](std::vector<std::string> words) {
    words.push_back("--inventory=" + (folder.path() / "kept.db").string());
    Outcome out = Command{.arguments = words,
                          .folder = folder.path() / "repo",
                          .environment = {{"HOME", folder.path()},
                                          {"AWS_ACCESS_KEY_ID", admin.id},
                                          {"AWS_SECRET_ACCESS_KEY",
                                           std::string(admin.secret.reveal())}}}
                      .run();
    UNSCOPED_INFO(out.out << out.err);
    CHECK_FALSE(out.out.contains(leaked.secret.reveal()));
    CHECK_FALSE(out.out.contains(leaked.session.reveal()));
    return out;
  };
  REQUIRE(run({"dir", "."}).exit == 1);
  Outcome confirmed = run({"respond", "confirm", "1"});
  CHECK(confirmed.exit == 0);
  CHECK(confirmed.out.contains("verdict     live"));
  CHECK(confirmed.out.contains(
      "opens       policy reads: Allow ssm:GetParameters on *"));
  CHECK(run({"inventory", "show", "1"})
            .out.contains("Allow ssm:GetParameters on *"));
  Outcome plan = run({"respond", "plan", "1", "--revoke"});
  CHECK(plan.exit == 0);
  CHECK(plan.out.contains("PutRolePolicy asession AWSRevokeOlderSessions"));
  CHECK(plan.out.contains("up to 2 h old"));
  CHECK_FALSE(plan.out.contains("\nrefused"));
  CHECK(SessionStage::may_work(leaked));
}

TEST_CASE("a leaked session is denied from every moment of a crash on",
          "[response]") {
  if (AwsServer::get() == nullptr) return;
  std::map<std::string, AwsKey> made;
  crash_everywhere(
      "asess",
      [&](const std::string& name, const std::string& folder,
          StageBegin begin) -> std::unique_ptr<ResponseStage> {
        bool is_new = begin == StageBegin::kMake;
        if (is_new) made[name] = SessionStage::make(name);
        auto out = std::make_unique<SessionStage>(name, folder, made.at(name));
        if (is_new) out->remember();
        return out;
      },
      6);
}

TEST_CASE("an older time of the policy is not put back, nor another policy",
          "[response]") {
  if (AwsServer::get() == nullptr) return;
  AwsServer& server = *AwsServer::get();
  server.make_role("alater");
  AwsPrincipal role{.kind = "Role", .name = "alater"};
  auto put = [&](const std::string& condition) {
    server.form("iam", "PutRolePolicy",
                {{"RoleName", "alater"},
                 {"PolicyName", "AWSRevokeOlderSessions"},
                 {"PolicyDocument",
                  R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny",)"
                  R"("Action":"*","Resource":"*")" +
                      condition + "}]}"}});
  };
  auto http = make_http_client({}).value();
  Aws aws(*http, server.settings());
  CHECK(sessions_denied_before(aws, role) == 0);
  // As the console writes it.
  put(R"(,"Condition":{"DateLessThan":{"aws:TokenIssueTime":)"
      R"("2100-01-01T00:00:00.000Z"}})");
  CHECK(deny_older_sessions(aws, role) == 4'102'444'800);
  CHECK(sessions_denied_before(aws, role) == 4'102'444'800);
  put("");
  auto other = deny_older_sessions(aws, role);
  REQUIRE_FALSE(other.has_value());
  CHECK(other.error().fault == CallFault::kConflict);
}

TEST_CASE("no lie about a session is a proof of its death", "[response]") {
  const std::string why =
      "User: x is not authorized to perform: y with an explicit deny in an "
      "identity-based policy";
  const std::string denied = iam_error("AccessDenied", why);
  const std::string not_allowed = iam_error(
      "AccessDenied", "x because no identity-based policy allows the y action");
  const std::string by_account = iam_error(
      "AccessDenied", "x with an explicit deny in a service control policy");
  struct Said {
    int status;
    std::string body;
  };
  auto verdict = [](const Said& whose, const Said& iam, const Said& ssm,
                    bool is_revoked = true) {
    FakeHttpClient http([&](const SeenRequest& request) -> HttpResult {
      const Said& said = request.url.contains("//ssm.")   ? ssm
                         : request.url.contains("//iam.") ? iam
                                                          : whose;
      return fake_response(said.status, said.body);
    });
    Aws aws(http, {.key = {.id = "us", .secret = "x"}});
    return probe_aws_session(
               aws, {.id = "ASIAX", .secret = "leaked", .session = "token"},
               is_revoked)
        .verdict;
  };
  Said somebody{200, kSomebody}, dead{403, denied}, less{403, not_allowed};
  Said json{400,
            R"({"__type":"AccessDeniedException","Message":")" + why + "\"}"};
  using enum ProbeVerdict;
  CHECK(verdict(somebody, dead, json) == kDead);
  CHECK(verdict(somebody, dead, dead) == kDead);
  CHECK(verdict({403, iam_error("ExpiredToken")}, dead, dead) == kDead);
  CHECK(verdict({403, iam_error("InvalidClientTokenId")}, dead, dead) == kDead);
  // Denied one thing, or not allowed it, by whomever: it lives.
  CHECK(verdict(somebody, dead, json, false) == kLive);
  CHECK(verdict(somebody, dead, less) == kLive);
  CHECK(verdict(somebody, less, less) == kLive);
  CHECK(verdict(somebody, {403, by_account}, {403, by_account}) == kLive);
  CHECK(verdict(somebody, dead, {200, "{}"}) == kLive);
  for (const Said& lie :
       {Said{403, "<html>denied</html>"}, Said{407, ""}, Said{503, denied},
        Said{429, iam_error("Throttling")}, Said{302, ""}}) {
    INFO(lie.status << lie.body);
    CHECK(verdict(somebody, lie, dead) == kUnknown);
    CHECK(verdict(somebody, dead, lie) != kDead);
    CHECK(verdict(lie, dead, dead) == kUnknown);
  }
  CHECK(verdict({200, ""}, dead, dead) == kUnknown);
  for (const char* code : {"AccessDenied", "SignatureDoesNotMatch",
                           "RequestExpired", "InvalidIdentityToken"}) {
    CHECK(verdict({403, iam_error(code, why)}, dead, dead) == kUnknown);
  }
}

TEST_CASE("what a leaked key opens is read off its policies", "[response]") {
  if (AwsServer::get() == nullptr) return;
  AwsServer& server = *AwsServer::get();
  server.make_user("amap");
  AwsReply made = server.form(
      "iam", "CreatePolicy",
      {{"PolicyName", "buckets"},
       {"PolicyDocument",
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":)"
        R"(["s3:GetObject","s3:PutObject"],"Resource":)"
        R"("arn:aws:s3:::logs/*","Condition":{"Bool":{)"
        R"("aws:SecureTransport":"true"}}},{"Effect":"Deny","NotAction":)"
        R"("s3:*","Resource":"*"}]})"}});
  server.form("iam", "CreateGroup", {{"GroupName", "amappers"}});
  server.form("iam", "AttachGroupPolicy",
              {{"GroupName", "amappers"},
               {"PolicyArn", xml_text(made.xml.reveal(), "Arn")}});
  server.form("iam", "AddUserToGroup",
              {{"GroupName", "amappers"}, {"UserName", "amap"}});
  auto http = make_http_client({}).value();
  Aws aws(*http, server.settings());
  auto principal = principal_of("arn:aws:iam::123456789012:user/x/amap");
  REQUIRE(principal.has_value());
  CHECK(access_map(aws, *principal) ==
        std::vector<std::string>{
            "what amap may cannot be simulated by us "
            "(iam:SimulatePrincipalPolicy)",
            "policy reads: Allow secretsmanager:GetSecretValue, "
            "ssm:GetParameter on *",
            "policy buckets: Allow s3:GetObject, s3:PutObject on "
            "arn:aws:s3:::logs/*, under a condition",
            "policy buckets: Deny all but s3:* on *"});
}

// The form of docs.aws.amazon.com/IAM/latest/APIReference, "SimulatePrincipal-
// Policy": what an allowed action was allowed by comes before its name.
TEST_CASE("what a leaked key opens is simulated", "[response]") {
  bool is_cut = false;
  FakeHttpClient http([&](const SeenRequest& request) -> HttpResult {
    if (!request.body.contains("SimulatePrincipalPolicy")) {
      return fake_response(403, iam_error("AccessDenied"));
    }
    std::string out = "<SimulatePrincipalPolicyResponse><EvaluationResults>";
    std::string_view rest = request.body;
    bool allowed = true;
    for (auto at = rest.find("ActionNames"); at != rest.npos;
         at = rest.find("ActionNames")) {
      rest.remove_prefix(rest.find('=', at) + 1);
      std::string action(rest.substr(0, rest.find('&')));
      action.replace(action.find("%3A"), 3, ":");
      allowed = !allowed || action == "iam:PassRole";
      out +=
          "<member><MatchedStatements><member><SourcePolicyId>p"
          "</SourcePolicyId></member></MatchedStatements><EvalResourceName>"
          "*</EvalResourceName><EvalDecision>" +
          std::string(allowed ? "allowed" : "implicitDeny") +
          "</EvalDecision><EvalActionName>" + action +
          "</EvalActionName></member>";
      if (is_cut) break;
    }
    return fake_response(200, out +
                                  "</EvaluationResults>"
                                  "</SimulatePrincipalPolicyResponse>");
  });
  Aws aws(http, {.key = {.id = "us", .secret = "x"}});
  auto principal = principal_of("arn:aws:sts::123456789012:assumed-role/ci/x");
  REQUIRE(principal.has_value());
  CHECK(principal->arn == "arn:aws:iam::123456789012:role/ci");
  auto lines = access_map(aws, *principal);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].starts_with("ci may, on any resource, "));
  CHECK(lines[0].contains("iam:PassRole"));
  CHECK(lines[0].contains("of 18 telling actions"));
  CHECK_FALSE(lines[0].contains("iam:CreateAccessKey"));
  CHECK(lines[1] == "not all policies of ci can be read by us");
  is_cut = true;
  CHECK(access_map(aws, *principal)[0].contains("cannot be simulated"));
  CHECK_FALSE(principal_of("arn:aws:iam::123456789012:root").has_value());
  CHECK_FALSE(principal_of("what is none").has_value());
  CHECK(policy_document("<r><PolicyDocument>%7B%22a%22%3A1%7D"
                        "</PolicyDocument></r>") == R"({"a":1})");
}

}  // namespace stanch
