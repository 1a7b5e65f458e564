// SPDX-License-Identifier: Apache-2.0
//
// Private keys of SSH that leaked, at a forge that answers as the documentation
// of the three says (tests/support/fake_forge.h).
#include "response/forges/key_issuer.h"

#include <cstdlib>

#include "core/ssh_key.h"
#include "inventory/record.h"
#include "net/http_settings.h"
#include "response/confirm.h"
#include "response/forges/ssh_login.h"
#include "response/responder.h"
#include "tests/support/catch.h"
#include "tests/support/fake_forge.h"
#include "tests/support/fake_http.h"
#include "tests/support/response_stage.h"
#include "tests/support/scoped.h"
#include "tests/support/server_process.h"

namespace stanch {
namespace {

// Where a key that leaked is a deploy key.
class ForgeStage : public ResponseStage {
 public:
  ForgeStage(FakeForge& forge, const std::string& word, const std::string& name,
             const std::string& folder, const SshPair& leaked, StageBegin begin)
      : ResponseStage(name, folder, leaked.private_key.reveal()),
        forge_(forge),
        http_(make_http_client({}).value()) {
    config_.targets.push_back({.name = name,
                               .issuer = word,
                               .address = forge.base(),
                               .role = "acme/billing",
                               .ssh = "git@forge.test"});
    if (begin == StageBegin::kMake) {
      forge.add({.title = "ci", .line = leaked.public_line + " ci@acme"});
      remember_leak();
    }
    ResponseReach reach{.config = config_, .http = http_.get()};
    auto found = identify(reach, config_.targets.front(), this->leaked());
    subject_ = {.target = name, .identity = "0", .owner = "gone"};
    if (found && !found->empty()) subject_ = found->front();
    issuer_ = make_issuer(reach, subject_).value();
  }

  Issuer& issuer() override { return *issuer_; }
  Store* store() override { return nullptr; }
  ResponseCase response() override {
    ResponseCase out = ResponseStage::response();
    out.subject = subject_;
    return out;
  }
  // One key, another than the leaked one, with its rights.
  void check_end() override {
    auto keys = forge_.keys();
    REQUIRE(keys.size() == 1);
    CHECK(keys.begin()->second.title.starts_with("stanch "));
    CHECK(keys.begin()->second.read_only);
    CHECK(keys.begin()->second.line !=
          ssh_public_half(leaked().reveal()).value());
  }
  const Subject& subject() const { return subject_; }

 private:
  FakeForge& forge_;
  ResponseConfig config_;
  std::unique_ptr<HttpClient> http_;
  Subject subject_;
  std::unique_ptr<Issuer> issuer_;
};

struct ForgeDesk {
  FakeForge forge;
  TempDir folder;
  SshPair leaked = new_ssh_pair("leaked");
  ScopedVariable path{"PATH", forge.programs() + ":" + std::getenv("PATH")};
  ScopedVariable tokens[3] = {{"GITHUB_TOKEN", FakeForge::kToken},
                              {"GITLAB_TOKEN", FakeForge::kToken},
                              {"GITEA_TOKEN", FakeForge::kToken}};

  std::unique_ptr<ForgeStage> stage(const std::string& word,
                                    const std::string& name = "forge") {
    return std::make_unique<ForgeStage>(forge, word, name, folder.path(),
                                        leaked, StageBegin::kMake);
  }
};

}  // namespace

TEST_CASE("a leaked deploy key is replaced at each forge", "[response]") {
  if (!wanted_program("ssh-agent")) return;
  for (const char* word : {"github-key", "gitlab-key", "gitea-key"}) {
    INFO(word);
    ForgeDesk desk;
    auto stage = desk.stage(word);
    CHECK(stage->issuer().place().ends_with("/acme/billing/keys"));
    CHECK(stage->subject().owner.starts_with("SHA256:"));
    REQUIRE(stage->issuer().opens().size() == 1);
    CHECK(stage->issuer().opens().front().ends_with("may read"));
    CHECK(stage->issuer().preflight({})->empty());
    CHECK(stage->issuer().tears_down()->front().contains("\"ci\""));
    Responder responder = stage->responder();
    auto result = responder.start(stage->response());
    REQUIRE(result.has_value());
    INFO(result->message);
    CHECK(result->end == ResponseEnd::kProven);
    stage->check_end();
    CHECK(stage->issuer().preflight({})->front().contains("has no key"));
  }
}

TEST_CASE("a rotation of a deploy key is resumed from every moment",
          "[response]") {
  if (!wanted_program("ssh-agent")) return;
  ForgeDesk desk;
  crash_everywhere(
      "deploy",
      [&](const std::string& name, const std::string& folder,
          StageBegin begin) -> std::unique_ptr<ResponseStage> {
        if (begin == StageBegin::kMake) {
          desk.leaked = new_ssh_pair("leaked");
          desk.forge.clear();
        }
        return std::make_unique<ForgeStage>(desk.forge, "github-key", name,
                                            folder, desk.leaked, begin);
      },
      12);
}

TEST_CASE("a forge's list alone is no proof, nor what it lies", "[response]") {
  if (!wanted_program("ssh-agent")) return;
  SECTION("it says that it deleted the key") {
    ForgeDesk desk;
    desk.forge.lies = true;
    auto stage = desk.stage("gitlab-key");
    Responder responder = stage->responder();
    auto result = responder.start(stage->response());
    REQUIRE(result.has_value());
    CHECK(result->end == ResponseEnd::kNotProven);
    CHECK(result->message.contains("still live"));
  }
  SECTION("its ssh cannot be asked") {
    ForgeDesk desk;
    auto stage = desk.stage("gitea-key");
    ResponseCase response = stage->response();
    desk.forge.set_reachable(false);
    Responder responder = stage->responder();
    auto result = responder.start(response);
    REQUIRE(result.has_value());
    INFO(result->message);
    CHECK(result->end == ResponseEnd::kNotProven);
    CHECK(result->message.contains("not listed by"));
    // When it can, that is looked at again.
    desk.forge.set_reachable(true);
    auto again = stage->responder().resume(result->response);
    REQUIRE(again.has_value());
    CHECK(again->end == ResponseEnd::kProven);
  }
  SECTION("another repository has the key as well") {
    ForgeDesk desk;
    auto stage = desk.stage("github-key");
    auto gone = stage->issuer().perform(Step::kDisable, {});
    REQUIRE(gone.has_value());
    CHECK(stage->issuer().probe_old(stage->leaked()).verdict ==
          ProbeVerdict::kDead);
    desk.forge.add({"other", desk.leaked.public_line});
    CHECK(probe_ssh_key("git@forge.test", stage->leaked()).verdict ==
          ProbeVerdict::kLive);
  }
}

TEST_CASE("no answer but a list of keys is a list of keys", "[response]") {
  ScopedVariable token("GITHUB_TOKEN", "ours");
  struct Row {
    int status;
    std::string body;
    CallFault fault;
  };
  using enum CallFault;
  for (const Row& row :
       {Row{200, "<html>", kUnavailable}, Row{200, "{}", kUnavailable},
        Row{200, "", kUnavailable}, Row{503, "[]", kUnavailable},
        Row{429, "", kUnavailable}, Row{401, "{}", kDenied},
        Row{403, "<html>", kDenied}, Row{404, "{}", kDenied},
        Row{301, "", kProtocol}, Row{407, "", kProtocol}}) {
    INFO(row.status << row.body);
    FakeHttpClient http([&](const SeenRequest& request) -> HttpResult {
      CHECK(request.url ==
            "https://api.github.com/repos/acme/billing/keys?per_page=100&page="
            "1");
      CHECK(request.header("Authorization") == "Bearer ours");
      return fake_response(row.status, row.body);
    });
    const ForgeApi& github = *forge_api_of("github-key");
    ForgeKeys keys(http, github, std::string(github.base), "acme/billing",
                   SecretText("ours"));
    auto list = keys.list();
    REQUIRE_FALSE(list.has_value());
    CHECK(list.error().fault == row.fault);
    ForgeKeyIssuer issuer(std::move(keys), "git@nowhere.test",
                          {.identity = "7"});
    CHECK(issuer.probe_old(Secret("a key")).verdict == ProbeVerdict::kUnknown);
  }
  CHECK(forge_api_of("gitlab-key")->is_one_segment);
  ResponseTarget target{.name = "t", .issuer = "gitea-key"};
  CHECK(fault_of_forge_key(target).contains("'address'"));
  target.address = "http://code.acme.io/api/v1";
  CHECK(fault_of_forge_key(target).contains("https"));
}

}  // namespace stanch
