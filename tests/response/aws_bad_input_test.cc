// SPDX-License-Identifier: Apache-2.0
//
// AWS and providers that are down, in the way or not of one mind with us.
#include <chrono>

#include "net/http_settings.h"
#include "response/aws/aws.h"
#include "response/aws/key_issuer.h"
#include "response/aws/stores.h"
#include "response/provider_client.h"
#include "tests/support/catch.h"
#include "tests/support/certificates.h"
#include "tests/support/fake_http.h"
#include "tests/support/served.h"

namespace stanch {
namespace {

std::string aws_error(const std::string& code) {
  return "<ErrorResponse><Error><Code>" + code +
         "</Code><Message>x</Message></Error></ErrorResponse>";
}

AwsSettings somebody_at(const std::string& endpoint) {
  return {.key = {.id = "us", .secret = "x"}, .endpoint = endpoint};
}

}  // namespace

TEST_CASE("an AWS that cannot answer now is told from one that refuses",
          "[response]") {
  using enum CallFault;
  const std::string page = "<html><body>Please log in</body></html>";
  struct Row {
    int status;
    std::string body;
    CallFault fault;
  };
  for (const Row& row :
       {Row{503, aws_error("ServiceUnavailable"), kUnavailable},
        Row{429, aws_error("TooManyRequestsException"), kUnavailable},
        Row{400, aws_error("Throttling"), kUnavailable},
        Row{400, R"({"__type":"ThrottlingException"})", kUnavailable},
        Row{500, aws_error("InternalFailure"), kUnavailable},
        Row{502, page, kUnavailable}, Row{504, "", kUnavailable},
        Row{200, page, kUnavailable}, Row{403, page, kUnavailable},
        Row{407, page, kUnavailable}, Row{302, "", kUnavailable},
        Row{403, aws_error("AccessDenied"), kDenied},
        Row{400, R"({"__type":"a.b#AccessDeniedException"})", kDenied},
        Row{403, aws_error("ExpiredToken"), kDenied},
        Row{403, aws_error("SignatureDoesNotMatch"), kDenied},
        Row{404, aws_error("NoSuchEntity"), kGone},
        Row{400, R"({"__type":"ResourceNotFoundException"})", kGone},
        Row{409, aws_error("LimitExceeded"), kConflict},
        Row{400, R"({"__type":"InvalidRequestException"})", kProtocol}}) {
    INFO(row.status << " " << row.body);
    FakeHttpClient http([&](const SeenRequest&) -> HttpResult {
      return fake_response(row.status, row.body);
    });
    Aws aws(http, somebody_at("https://aws.test"));
    auto said = aws.ask_form("look", "iam", "GetUser");
    REQUIRE_FALSE(said.has_value());
    CHECK(said.error().fault == row.fault);
    CHECK_FALSE(said.error().message.contains('\n'));
  }
}

TEST_CASE("a clock that AWS does not take is told by how much it is wrong",
          "[response]") {
  constexpr const char* kDate = "Sun, 22 Nov 2026 03:00:00 GMT";
  constexpr std::int64_t kThen = 1'795'316'400;
  std::int64_t now = kThen + 3600;
  FakeHttpClient http([&](const SeenRequest&) -> HttpResult {
    return fake_response(403, aws_error("SignatureDoesNotMatch"),
                         {{"Date", kDate}});
  });
  AwsSettings settings = somebody_at("https://aws.test");
  settings.clock = [&] { return now; };
  Aws aws(http, std::move(settings));
  auto message = [&] {
    return aws.ask_form("look", "iam", "GetUser").error().message;
  };
  CHECK(message().ends_with("; our clock is 3600 s ahead of AWS's"));
  now = kThen - 900;
  CHECK(message().ends_with("; our clock is 900 s behind AWS's"));
  now = kThen + 60;
  CHECK_FALSE(message().contains("clock"));
  // And whatever our clock says, it is no proof of anything.
  CHECK(probe_aws_key(aws, "AKIALEAKED", Secret("leaked")).verdict ==
        ProbeVerdict::kUnknown);
}

TEST_CASE("a secret that is deleted in the middle is no dead end",
          "[response]") {
  FakeHttpClient http([](const SeenRequest&) -> HttpResult {
    return fake_response(400, R"({"__type":"ResourceNotFoundException",)"
                              R"("message":"cannot find it"})");
  });
  Aws aws(http, somebody_at("https://aws.test"));
  AwsSecretStore store(aws, "app/db", {.field = "password"});
  Secret fresh("new");
  StepInput input{.response = "r", .fresh = &fresh};
  auto stored = store.perform(Step::kStore, input);
  REQUIRE_FALSE(stored.has_value());
  CHECK(stored.error().fault == CallFault::kGone);
  // Both ways lead on: nothing is there to be put back, nor to be destroyed.
  CHECK(store.undo(Step::kStore, input).has_value());
  CHECK(store.perform(Step::kDestroyOld, input).has_value());
}

TEST_CASE("neither an expired certificate nor a proxy is an issuer's word",
          "[response]") {
  CertificateMaker authority;
  auto pair = authority.issue("expired", "IP:127.0.0.1", -1);
  ServerProcess expired(misbehaving_server(
      {"--certificate", pair.certificate, "--key", pair.key}));
  ServerProcess proxy(misbehaving_server({"--connect", "407"}));
  HttpSettings trusting{.ca_file = authority.ca_file()};
  HttpSettings behind;
  std::string url = "http://127.0.0.1:" + std::to_string(proxy.port());
  behind.proxy.for_https = SecretText(url);
  auto direct = impatient_client(std::move(trusting));
  auto proxied = impatient_client(std::move(behind));
  std::string near = "https://127.0.0.1:" + std::to_string(expired.port());
  struct Way {
    HttpClient& http;
    std::string base;
    const char* why;
  };
  ProviderHosts none;
  for (const Way& way : {Way{*direct, near, "certificate has expired"},
                         Way{*proxied, "https://aws.test", "status 407"}}) {
    INFO(way.base);
    Aws aws(way.http, somebody_at(way.base));
    auto said = aws.ask_form("look", "iam", "GetUser");
    REQUIRE_FALSE(said.has_value());
    CHECK(said.error().fault == CallFault::kUnavailable);
    CHECK(said.error().message.contains(way.why));
    ProviderClient client(way.http, none);
    const Provider& gitlab = *provider_by_id("gitlab");
    Secret leaked("the value that leaked");
    ProviderReply reply = client.confirm_at(gitlab, way.base, {leaked});
    CHECK(reply.probe.verdict == ProbeVerdict::kUnknown);
    CHECK(reply.probe.form.contains(way.why));
    auto ended = client.revoke(gitlab, way.base, {leaked}, {});
    REQUIRE_FALSE(ended.has_value());
    CHECK(ended.error().fault == CallFault::kUnavailable);
    CHECK_FALSE(ended.error().message.contains(leaked.reveal()));
  }
}

}  // namespace stanch
