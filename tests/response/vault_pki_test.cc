// SPDX-License-Identifier: Apache-2.0
//
// Against the PKI engine of a real OpenBao.
#include "response/vault/pki.h"

#include <cstdlib>
#include <map>

#include "core/certificate.h"
#include "net/http_settings.h"
#include "response/confirm.h"
#include "tests/support/bao_server.h"
#include "tests/support/catch.h"
#include "tests/support/fake_http.h"
#include "tests/support/files.h"
#include "tests/support/response_stage.h"
#include "tests/support/temp_dir.h"

namespace stanch {
namespace {

// An authority at `mount` that signs anything for an hour.
struct Authority {
  std::string mount;
  std::string certificate;

  explicit Authority(const std::string& name) : mount(name) {
    BaoServer& bao = *BaoServer::get();
    bao.call("POST", "sys/mounts/" + mount, R"({"type":"pki"})");
    auto root = bao.call("POST", mount + "/root/generate/internal",
                         R"({"common_name":"an authority","ttl":"24h",)"
                         R"("key_type":"ec","key_bits":256})");
    certificate = root.text("/data/certificate");
    bao.call("POST", mount + "/roles/web",
             R"({"allow_any_name":true,"enforce_hostnames":false,)"
             R"("key_type":"ec","key_bits":256,"max_ttl":"1h"})");
  }

  struct Issued {
    std::string key;
    std::string serial;
    std::string certificate;
  };
  Issued issue() const {
    auto made = BaoServer::get()->call("POST", mount + "/issue/web",
                                       R"({"common_name":"www.acme.io"})");
    return {std::string(made.text("/data/private_key")),
            std::string(made.text("/data/serial_number")),
            std::string(made.text("/data/certificate"))};
  }
  void revoke(const std::string& serial) const {
    BaoServer::get()->call("POST", mount + "/revoke",
                           R"({"serial_number":")" + serial + "\"}");
  }
  std::string crl() const {
    auto list = BaoServer::get()->call("GET", mount + "/issuer/default/crl");
    return std::string(list.text("/data/crl"));
  }
};

// A leaked key and its certificate, as crash_everywhere() wants it.
class PkiStage : public ResponseStage {
 public:
  PkiStage(const std::string& name, const std::string& folder,
           const std::string& mount, const Authority::Issued& issued)
      : ResponseStage(name, folder, issued.key),
        http_(make_http_client({}).value()),
        vault_(*http_, BaoServer::get()->settings()),
        issuer_(vault_, mount, {.identity = issued.serial}) {}

  using ResponseStage::remember_leak;
  Issuer& issuer() override { return issuer_; }
  Store* store() override { return nullptr; }
  ResponseCase response() override {
    ResponseCase out = ResponseStage::response();
    out.action = ResponseAction::kRevoke;
    return out;
  }
  void check_end() override {
    Probe now = issuer_.probe_old(leaked());
    CHECK(now.verdict == ProbeVerdict::kDead);
    CHECK(now.form == "in its issuer's signed list, and revoked by OCSP");
  }

 private:
  std::unique_ptr<HttpClient> http_;
  Vault vault_;
  VaultPkiIssuer issuer_;
};

}  // namespace

TEST_CASE(
    "a leaked key is told by its public half, and all of its "
    "certificates are revoked",
    "[response]") {
  if (BaoServer::get() == nullptr) return;
  Authority authority("pkitold");
  BaoServer& bao = *BaoServer::get();
  Authority::Issued other = authority.issue();
  // The engine takes a key of ours for a second certificate.
  TempDir folder;
  auto signed_by = [&](const std::string& key) {
    std::string file = folder.write("key.pem", key);
    std::string request = folder.path() / "request.pem";
    std::string command = "openssl req -new -key " + file +
                          " -subj /CN=api.acme.io -out " + request;
    REQUIRE(std::system(command.c_str()) == 0);
    auto made = bao.call("POST", authority.mount + "/sign/web",
                         R"({"common_name":"api.acme.io","csr":)" +
                             json_quoted(read_file(request)) + "}");
    return std::string(made.text("/data/serial_number"));
  };
  Authority::Issued first = authority.issue();
  std::string second = signed_by(first.key);

  ResponseConfig config{
      .targets = {
          {.name = "web", .issuer = "vault-pki", .mount = authority.mount}}};
  Vault vault(bao.http(), bao.settings());
  std::string escaped = first.key;
  for (std::size_t at; (at = escaped.find('\n')) != escaped.npos;) {
    escaped.replace(at, 1, "\\n");
  }
  for (const std::string& form : {first.key, escaped}) {
    Confirmation found = confirm({config, &vault}, Secret(form), 0);
    for (const std::string& line : found.failed) UNSCOPED_INFO(line);
    REQUIRE(found.subject.has_value());
    CHECK(found.liveness == Liveness::kLive);
    CHECK(found.subject->identity.contains(first.serial));
    CHECK(found.subject->identity.contains(second));
    CHECK_FALSE(found.subject->identity.contains(other.serial));
  }
  VaultPkiIssuer issuer(vault, authority.mount,
                        {.identity = first.serial + " " + second});
  Secret leaked(first.key);
  CHECK(issuer.preflight({})->empty());
  CHECK(issuer.tears_down()->front() ==
        "every peer that shows CN=www.acme.io (" + first.serial + ")");
  // One of two keeps the key alive.
  authority.revoke(first.serial);
  CHECK(issuer.probe_old(leaked).verdict == ProbeVerdict::kLive);
  REQUIRE(issuer.perform(Step::kDisable, {}).has_value());
  CHECK(issuer.probe_old(leaked).verdict == ProbeVerdict::kDead);
  CHECK(confirm({config, &vault}, Secret(other.key), 0).liveness ==
        Liveness::kLive);
}

TEST_CASE("a revocation of a certificate is resumed from every moment",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  Authority authority("pkicrash");
  std::map<std::string, Authority::Issued> made;
  crash_everywhere(
      "pki",
      [&](const std::string& name, const std::string& folder,
          StageBegin begin) -> std::unique_ptr<ResponseStage> {
        bool is_new = begin == StageBegin::kMake;
        if (is_new) made[name] = authority.issue();
        auto out = std::make_unique<PkiStage>(name, folder, authority.mount,
                                              made.at(name));
        if (is_new) out->remember_leak();
        return out;
      },
      5);
}

TEST_CASE("only what its issuer signed today ends a certificate",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  using enum RevocationAnswer;
  Authority ours("pkiours"), theirs("pkitheirs");
  Authority::Issued issued = ours.issue();
  std::int64_t now = system_time();
  std::string before = ours.crl();
  CHECK(look_in_crl(before, issued.certificate, ours.certificate, now) ==
        kGood);
  ours.revoke(issued.serial);
  std::string list = ours.crl();
  auto listed = [&](const std::string& crl, const std::string& issuer,
                    std::int64_t at) {
    return look_in_crl(crl, issued.certificate, issuer, at);
  };
  CHECK(listed(list, ours.certificate, now) == kRevoked);
  std::string forged = list;
  std::size_t middle = forged.size() / 2;
  forged[middle] = forged[middle] == 'A' ? 'B' : 'A';
  CHECK(listed(forged, ours.certificate, now) == kUnknown);
  CHECK(listed(list, theirs.certificate, now) == kUnknown);
  CHECK(listed(theirs.crl(), theirs.certificate, now) == kUnknown);
  CHECK(listed(list, ours.certificate, now + std::int64_t{400} * 86'400) ==
        kUnknown);
  CHECK(listed("", ours.certificate, now) == kUnknown);
  CHECK(listed(issued.certificate, ours.certificate, now) == kUnknown);

  BaoServer& bao = *BaoServer::get();
  Vault vault(bao.http(), bao.settings());
  auto answer = [&](const Authority& asked, const std::string& certificate) {
    auto said = vault.post_bytes("ask", asked.mount + "/ocsp",
                                 "application/ocsp-request",
                                 ocsp_request(certificate, ours.certificate));
    return said.value_or("");
  };
  auto said_of = [&](const std::string& said, const std::string& issuer) {
    return look_in_ocsp(said, issued.certificate, issuer, now);
  };
  std::string said = answer(ours, issued.certificate);
  CHECK(said_of(said, ours.certificate) == kRevoked);
  CHECK(said_of(said, theirs.certificate) == kUnknown);
  CHECK(said_of(answer(ours, ours.issue().certificate), ours.certificate) ==
        kUnknown);
  CHECK(said_of(answer(theirs, issued.certificate), ours.certificate) ==
        kUnknown);
  CHECK(said_of("", ours.certificate) == kUnknown);
  CHECK(said_of(said.substr(0, said.size() / 2), ours.certificate) == kUnknown);
}

TEST_CASE("a PKI engine that says revoked and lists nothing proves nothing",
          "[response]") {
  if (BaoServer::get() == nullptr) return;
  Authority authority("pkilies");
  Authority::Issued issued = authority.issue();
  std::string honest = authority.crl();
  Secret leaked(issued.key);
  auto probe = [&](int status, const std::string& list) {
    FakeHttpClient http([&](const SeenRequest& request) -> HttpResult {
      auto json = [](const std::string& key, const std::string& pem) {
        return R"({"data":{"issuer_id":"i",")" + key +
               "\":" + json_quoted(pem) + "}}";
      };
      if (request.url.ends_with("/crl")) {
        return fake_response(status, status == 200 ? json("crl", list) : list);
      }
      if (request.url.ends_with("/ocsp")) return fake_response(200, "revoked");
      bool own = request.url.contains("/cert/");
      return fake_response(
          200, json("certificate",
                    own ? issued.certificate : authority.certificate));
    });
    Vault vault(http, {.address = "https://vault.test", .token = "ours"});
    VaultPkiIssuer issuer(vault, "pki", {.identity = issued.serial});
    // 200 of a revocation that was none.
    REQUIRE(issuer.perform(Step::kDisable, {}).has_value());
    return issuer.probe_old(leaked).verdict;
  };
  CHECK(probe(200, honest) == ProbeVerdict::kLive);
  CHECK(probe(200, "") == ProbeVerdict::kUnknown);
  CHECK(probe(200, issued.certificate) == ProbeVerdict::kUnknown);
  CHECK(probe(404, R"({"errors":[]})") == ProbeVerdict::kUnknown);
  CHECK(probe(403, R"({"errors":["permission denied"]})") ==
        ProbeVerdict::kUnknown);
  CHECK(probe(502, "<html>") == ProbeVerdict::kUnknown);
}

}  // namespace stanch
