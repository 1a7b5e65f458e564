// SPDX-License-Identifier: Apache-2.0
//
// The SSH engine of a real OpenBao, and what OpenSSH itself says of it.
#include "response/vault/ssh.h"

#include <fstream>

#include "core/ssh_certificate.h"
#include "core/ssh_key.h"
#include "response/confirm.h"
#include "response/piped_program.h"
#include "response/plan.h"
#include "response/responder.h"
#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/fake_http.h"
#include "tests/support/files.h"
#include "tests/support/known_secret.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

// An engine whose authority's key was made outside, so that it can leak.
struct SshEngine {
  BaoServer& bao = *BaoServer::get();
  Vault vault{bao.http(), bao.settings()};
  TempDir folder;
  std::string mount;
  std::string authority;  // its id
  ResponseConfig config;

  explicit SshEngine(const std::string& name) : mount(name) {
    std::string key = new_key("authority");
    bao.call("POST", "sys/mounts/" + mount, R"({"type":"ssh"})");
    auto made = bao.call(
        "POST", mount + "/issuers/import/first",
        "{\"set_default\":true,\"private_key\":" + json_quoted(read_file(key)) +
            ",\"public_key\":" + json_quoted(read_file(key + ".pub")) + "}");
    authority = made.text("/data/issuer_id");
    bao.call("POST", mount + "/roles/ops",
             R"({"key_type":"ca","allow_user_certificates":true,)"
             R"("allowed_users":"*","default_user":"root","ttl":"30m",)"
             R"("issuer_ref":")" +
                 authority + "\"}");
    bao.call("POST", mount + "/roles/usual",
             R"({"key_type":"ca","allow_user_certificates":true,)"
             R"("allowed_users":"*","default_user":"root","ttl":"30m"})");
    config.targets = {{.name = "ssh", .issuer = "vault-ssh", .mount = mount}};
  }

  static void keygen(std::vector<std::string> words) {
    words.insert(words.begin(), {"ssh-keygen", "-q"});
    REQUIRE(run_piped({.words = words, .is_silent = true}, "") == 0);
  }
  std::string new_key(const std::string& name) const {
    std::string file = folder.path() / name;
    keygen({"-t", "ed25519", "-N", "", "-C", name, "-f", file});
    return file;
  }
  // Beside the key, as ssh looks for it.
  std::string signed_by(const std::string& role, const std::string& key) {
    auto made = bao.call(
        "POST", mount + "/sign/" + role,
        "{\"public_key\":" + json_quoted(read_file(key + ".pub")) + "}");
    std::string file = key + "-cert.pub";
    std::ofstream(file) << made.text("/data/signed_key");
    return file;
  }
  Secret leaked(const std::string& name) const {
    return Secret(read_file(folder.path() / name));
  }
};

}  // namespace

TEST_CASE(
    "an SSH authority is rotated with time for the hosts, and what they "
    "do is never claimed",
    "[response]") {
  if (BaoServer::get() == nullptr || !wanted_program("ssh-keygen")) return;
  SshEngine engine("sshca");
  Secret leaked = engine.leaked("authority");
  ResponseReach reach{engine.config, &engine.vault};
  Confirmation found = confirm(reach, leaked, 0);
  for (const std::string& line : found.failed) UNSCOPED_INFO(line);
  REQUIRE(found.subject.has_value());
  CHECK(found.subject->identity == engine.authority);
  CHECK(found.liveness == Liveness::kLive);
  auto issuer = make_issuer(reach, *found.subject).value();
  std::int64_t slept = 0;
  auto inventory =
      Inventory::open({.place = engine.folder.path() / "i.db",
                       .clock = [&] { return system_time() + slept; }});
  REQUIRE(inventory.has_value());
  ResponseCase response{.secret = known_secret(*inventory, leaked.reveal()),
                        .action = ResponseAction::kRotate,
                        .subject = *found.subject,
                        .before = found.probe};
  engine.config.allow = {"*"};
  auto plan = plan_response(engine.config, response, *issuer, nullptr);
  REQUIRE(plan.has_value());
  for (const std::string& line : plan->refusals) UNSCOPED_INFO(line);
  CHECK(plan->refusals.empty());
  REQUIRE(plan->tears_down.size() == 3);
  CHECK(plan->tears_down[0].starts_with(
      "role ops signs nothing until it names another"));
  CHECK(plan->tears_down[1].starts_with(
      "role usual signs nothing until the default is"));

  bool both = false;
  Responder responder(
      *inventory, *issuer, nullptr, leaked,
      {.sleep = [&](std::int64_t s) { slept += s; },
       .tell =
           [&](const ResponseEvent& event) {
             if (event.moment != ResponseEvent::Moment::kWaiting) return;
             // Hosts trust both, and the old one still signs.
             auto now = engine.bao.call("LIST", engine.mount + "/issuers");
             both = now.texts("/data/keys").size() == 2 &&
                    now.is_true("/data/key_info/" + engine.authority +
                                "/is_default");
           }});
  auto result = responder.start(response);
  REQUIRE(result.has_value());
  INFO(result->message);
  CHECK(both);
  CHECK(result->end == ResponseEnd::kNotProven);
  CHECK(result->message.contains("TrustedUserCAKeys"));
  auto left = engine.bao.call("LIST", engine.mount + "/issuers");
  REQUIRE(left.texts("/data/keys").size() == 1);
  CHECK(left.texts("/data/keys").front() != engine.authority);
  // Logins go on by the new one.
  std::string key = engine.new_key("laptop");
  auto made = parse_ssh_certificate(read_file(engine.signed_by("usual", key)));
  REQUIRE(made.has_value());
  std::string now = left.texts("/data/keys").front();
  auto line =
      ssh_public_line(left.text("/data/key_info/" + now + "/public_key"));
  CHECK(made->signer == ssh_fingerprint(line.value_or("")));
  // A second time, of a response that was interrupted, makes no third one.
  StepInput again{.response = result->response};
  REQUIRE(issuer->perform(Step::kMint, again).has_value());
  CHECK(engine.bao.call("LIST", engine.mount + "/issuers")
            .texts("/data/keys")
            .size() == 1);
  CHECK(issuer->take_minted()->identity == left.texts("/data/keys").front());
}

TEST_CASE("an SSH authority that was made is taken back", "[response]") {
  if (BaoServer::get() == nullptr || !wanted_program("ssh-keygen")) return;
  SshEngine engine("sshback");
  VaultSshIssuer issuer(engine.vault, engine.config.targets.front(),
                        {.identity = engine.authority});
  StepInput input{.response = "r1"};
  REQUIRE(issuer.perform(Step::kMint, input).has_value());
  REQUIRE(issuer.undo(Step::kMint, input).has_value());
  REQUIRE(issuer.undo(Step::kMint, input).has_value());
  auto left = engine.bao.call("LIST", engine.mount + "/issuers");
  CHECK(left.texts("/data/keys") == std::vector<std::string>{engine.authority});
}

TEST_CASE("the key of an SSH certificate is told, and how hosts end it",
          "[response]") {
  if (BaoServer::get() == nullptr || !wanted_program("ssh-keygen")) return;
  SshEngine engine("sshcert");
  std::string key = engine.new_key("laptop");
  std::string certificate = engine.signed_by("ops", key);
  engine.config.targets.front().certificate = certificate;
  ResponseReach reach{engine.config, &engine.vault};
  Secret leaked = engine.leaked("laptop");
  Confirmation found = confirm(reach, leaked, 0);
  for (const std::string& line : found.failed) UNSCOPED_INFO(line);
  REQUIRE(found.subject.has_value());
  CHECK(found.liveness == Liveness::kLive);
  auto read = parse_ssh_certificate(read_file(certificate));
  CHECK(found.subject->identity == std::to_string(read->serial));
  auto issuer = make_issuer(reach, *found.subject).value();
  std::string why = issuer->traits().irrevocable;
  INFO(why);
  CHECK(why.contains("(serial " + std::to_string(read->serial) + ", key id " +
                     read->key_id + ") until 20"));
  // The command that is named does what is said of it, by OpenSSH itself.
  REQUIRE(why.contains("ssh-keygen -k -u -f"));
  std::string list = engine.folder.path() / "revoked_keys";
  SshEngine::keygen({"-k", "-f", list});
  SshEngine::keygen({"-k", "-u", "-f", list, key + ".pub"});
  CHECK(run_piped({.words = {"ssh-keygen", "-Q", "-f", list, certificate},
                   .is_silent = true},
                  "") != 0);
  // Neither another key nor a certificate of another authority.
  engine.new_key("other");
  CHECK_FALSE(confirm(reach, engine.leaked("other"), 0).subject);
  SshEngine elsewhere("sshelse");
  elsewhere.config.targets.front().certificate = certificate;
  CHECK_FALSE(confirm({elsewhere.config, &elsewhere.vault}, leaked, 0).subject);
}

TEST_CASE("no answer about an SSH authority is more than a record",
          "[response]") {
  auto probe = [](int status, const std::string& body) {
    FakeHttpClient http([&](const SeenRequest&) -> HttpResult {
      return fake_response(status, body);
    });
    Vault vault(http, {.address = "https://vault.test", .token = "ours"});
    VaultSshIssuer issuer(vault, {}, {.identity = "i"});
    return issuer.probe_old(Secret("x"));
  };
  Probe gone =
      probe(400, R"({"errors":["unable to find issuer for reference: i"]})");
  CHECK(gone.verdict == ProbeVerdict::kDead);
  CHECK(gone.by_record);
  for (const auto& [status, body] : std::vector<std::pair<int, std::string>>{
           {200, "{}"},
           {204, ""},
           {400, R"({"errors":["no"]})"},
           {403, R"({"errors":["permission denied"]})"},
           {404, R"({"errors":[]})"},
           {502, "<html>"}}) {
    INFO(status << body);
    CHECK(probe(status, body).verdict == ProbeVerdict::kUnknown);
  }
}

}  // namespace stanch
