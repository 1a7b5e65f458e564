// SPDX-License-Identifier: Apache-2.0
//
// How we log in to a real OpenBao ourselves.
#include <atomic>
#include <cstdlib>
#include <thread>

#include "core/base64.h"
#include "inventory/inventory.h"
#include "net/http_listener.h"
#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/command.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

// A repository whose configuration has these lines of [respond.vault].
struct LoginFolder {
  BaoServer& bao = *BaoServer::get();
  TempDir folder;

  LoginFolder() {
    bao.call(
        "POST", "sys/policies/acl/logins",
        R"({"policy":"path \"secret/*\" {capabilities=[\"read\",\"list\"]}"})");
    bao.call("POST", "secret/data/logins/one", R"({"data":{"a":"b"}})");
  }
  Outcome sync(const std::string& login,
               std::map<std::string, std::string> environment = {}) {
    folder.write("repo/.stanch.toml", "[respond.vault]\naddress = \"" +
                                          bao.address() + "\"\n" + login);
    environment["HOME"] = folder.path();
    return Command{
        .arguments = {"inventory", "sync", "vault", "--below", "secret/logins",
                      "--inventory=" + (folder.path() / "kept.db").string()},
        .folder = folder.path() / "repo",
        .environment = environment}
        .run();
  }
  void check_in(const std::string& login) {
    Outcome out = sync(login);
    INFO(out.out << out.err);
    CHECK(out.out.contains("1 paths read"));
  }
  void check_out(const std::string& login, const std::string& message,
                 const std::string& secret) {
    Outcome out = sync(login);
    INFO(out.out << out.err);
    CHECK(out.exit != 0);
    CHECK(out.err.contains(message));
    CHECK_FALSE(out.err.contains(secret));
  }
};

// RFC 4648, section 5.
std::string url_base64(const std::string& bytes) {
  std::string out(base64_text(bytes).reveal());
  for (char& letter : out) {
    if (letter == '+') letter = '-';
    if (letter == '/') letter = '_';
  }
  return out.substr(0, out.find('='));
}

// Signs tokens as a CI or a cluster does (RFC 7515, RS256).
struct TokenIssuer {
  TempDir folder;
  std::string key = folder.path() / "key.pem";

  TokenIssuer() {
    run("openssl genrsa -out " + key + " 2048 2>/dev/null");
    run("openssl rsa -in " + key + " -pubout -out " + key + ".pub 2>/dev/null");
    run("openssl req -x509 -key " + key + " -subj /CN=k8s -days 2 -out " + key +
        ".crt");
  }
  static void run(const std::string& command) {
    REQUIRE(std::system(command.c_str()) == 0);
  }
  std::string token(const std::string& claims) {
    std::string body =
        url_base64(R"({"alg":"RS256","typ":"JWT"})") + "." + url_base64(claims);
    std::string file = folder.write("body", body);
    run("openssl dgst -sha256 -sign " + key + " -out " + file + ".sig " + file);
    return body + "." + url_base64(read_file(file + ".sig"));
  }
  std::string file_of(const std::string& name, const std::string& claims) {
    return folder.write(name, token(claims) + "\n");
  }
};

}  // namespace

TEST_CASE("we log in by AppRole or as a user, with a secret of a file",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  LoginFolder login;
  BaoServer& bao = login.bao;
  bao.call("POST", "auth/approle/role/logins",
           R"({"token_policies":["logins"]})");
  auto role = bao.call("GET", "auth/approle/role/logins/role-id");
  auto id = bao.call("POST", "auth/approle/role/logins/secret-id", "{}");
  bao.call("POST", "sys/auth/people", R"({"type":"userpass"})");
  bao.call("POST", "auth/people/users/ada",
           R"({"password":"of ada","token_policies":["logins"]})");
  std::string id_file =
      login.folder.write("id", std::string(id.text("/data/secret_id")) + "\n");
  std::string right = login.folder.write("right", "of ada\n");
  std::string wrong = login.folder.write("wrong", "of eve\n");
  login.check_in("role_id = \"" + std::string(role.text("/data/role_id")) +
                 "\"\nsecret_id_file = \"" + id_file + "\"\n");
  std::string ada = "mount = \"people\"\nuser = \"ada\"\npassword_file = \"";
  login.check_in(ada + right + "\"\n");
  login.check_out(ada + wrong + "\"\n", "log in at auth/people/login/ada",
                  "of eve");
  // The tokens that we were given end with us.
  Vault vault(bao.http(), bao.settings());
  for (const std::string& accessor :
       bao.call("LIST", "auth/token/accessors").texts("/data/keys")) {
    auto token = vault.send("POST", "auth/token/lookup-accessor",
                            json_object({{"accessor", accessor}}));
    REQUIRE(token.has_value());
    CHECK(token->body.text("/data/meta/role_name") != "logins");
    CHECK(token->body.text("/data/path") != "auth/people/login/ada");
  }
}

TEST_CASE("we log in with a token that a CI signed", "[response]") {
  if (BaoServer::get() == nullptr) return;
  LoginFolder login;
  TokenIssuer ci, forger;
  login.bao.call("POST", "sys/auth/ci", R"({"type":"jwt"})");
  login.bao.call("POST", "auth/ci/config",
                 R"({"bound_issuer":"https://ci.test",)"
                 R"("jwt_validation_pubkeys":[)" +
                     json_quoted(read_file(ci.key + ".pub")) + "]}");
  login.bao.call(
      "POST", "auth/ci/role/job",
      R"({"role_type":"jwt","user_claim":"sub",)"
      R"("bound_audiences":["stanch"],"token_policies":["logins"]})");
  auto claims = [](const std::string& audience, std::int64_t until) {
    std::int64_t now = system_time();
    return R"({"iss":"https://ci.test","sub":"job","aud":")" + audience +
           R"(","iat":)" + std::to_string(now - 600) + R"(,"nbf":)" +
           std::to_string(now - 600) + R"(,"exp":)" +
           std::to_string(now + until) + "}";
  };
  auto job = [](const std::string& file) {
    return "mount = \"ci\"\njwt_role = \"job\"\njwt_file = \"" + file + "\"\n";
  };
  login.check_in(job(ci.file_of("right", claims("stanch", 600))));
  for (const auto& [name, file] : std::map<std::string, std::string>{
           {"of another audience", ci.file_of("aud", claims("them", 600))},
           {"too old", ci.file_of("old", claims("stanch", -300))},
           {"of another issuer",
            forger.file_of("forged", claims("stanch", 600))}}) {
    INFO(name);
    login.check_out(job(file), "log in at auth/ci/login",
                    read_file(file).substr(0, 40));
  }
}

TEST_CASE("we log in with the token of a pod", "[response]") {
  if (BaoServer::get() == nullptr) return;
  LoginFolder login;
  TokenIssuer cluster;
  // The cluster's part, which runs nowhere here: who a token is of
  // (authentication.k8s.io/v1, TokenReview).
  auto listener = HttpListener::open("127.0.0.1:0");
  REQUIRE(listener.has_value());
  std::atomic<bool> over = false, is_known = true;
  std::jthread reviewer([&] {
    listener->serve(
        [&](const ServedRequest& request) -> ServedAnswer {
          if (request.path != "/apis/authentication.k8s.io/v1/tokenreviews") {
            return {.status = 404};
          }
          std::string user =
              is_known
                  ? R"("authenticated":true,"user":{"uid":"u1","username":)"
                    R"("system:serviceaccount:team:stanch","groups":)"
                    R"(["system:serviceaccounts"]})"
                  : R"("authenticated":false)";
          return {.status = 201,
                  .body = R"({"apiVersion":"authentication.k8s.io/v1",)"
                          R"("kind":"TokenReview","status":{)" +
                          user + "}}"};
        },
        over);
  });
  struct AtEnd {
    std::atomic<bool>& flag;
    ~AtEnd() { flag = true; }
  } stop{over};
  login.bao.call("POST", "sys/auth/kubernetes", R"({"type":"kubernetes"})");
  login.bao.call(
      "POST", "auth/kubernetes/config",
      R"({"kubernetes_host":"http://)" + listener->address() +
          R"(","disable_local_ca_jwt":true,)"
          R"("token_reviewer_jwt":"reviewer","kubernetes_ca_cert":)" +
          json_quoted(read_file(cluster.key + ".crt")) + "}");
  login.bao.call("POST", "auth/kubernetes/role/pod",
                 R"({"bound_service_account_names":"stanch",)"
                 R"("bound_service_account_namespaces":"team",)"
                 R"("token_policies":"logins"})");
  std::string pod = cluster.file_of(
      "pod", R"({"iss":"kubernetes/serviceaccount",)"
             R"("kubernetes.io/serviceaccount/namespace":"team",)"
             R"("kubernetes.io/serviceaccount/service-account.name":"stanch",)"
             R"("kubernetes.io/serviceaccount/service-account.uid":"u1",)"
             R"("sub":"system:serviceaccount:team:stanch"})");
  std::string lines =
      "mount = \"kubernetes\"\njwt_role = \"pod\"\njwt_file = \"" + pod +
      "\"\n";
  login.check_in(lines);
  is_known = false;
  login.check_out(lines, "log in at auth/kubernetes/login",
                  read_file(pod).substr(0, 40));
}

TEST_CASE("a namespace is asked in its own name, and a wrong one is told",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  LoginFolder login;
  BaoServer& bao = login.bao;
  bao.call("POST", "sys/namespaces/team1");
  bao.call("POST", "team1/sys/mounts/secret",
           R"({"type":"kv","options":{"version":"2"}})");
  bao.call("POST", "team1/secret/data/logins/a", R"({"data":{"a":"b"}})");
  bao.call("POST", "team1/secret/data/logins/b", R"({"data":{"a":"b"}})");
  std::map<std::string, std::string> us = {
      {"VAULT_TOKEN", std::string(BaoServer::kRoot)}};
  Outcome out = login.sync("namespace = \"team1\"\n", us);
  INFO(out.out << out.err);
  CHECK(out.out.contains("2 paths read"));
  Outcome wrong = login.sync("namespace = \"nobodys\"\n", us);
  INFO(wrong.out << wrong.err);
  CHECK(wrong.exit != 0);
  CHECK((wrong.out + wrong.err).contains("namespace not found"));
}

}  // namespace stanch
