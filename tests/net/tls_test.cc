// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "tests/support/catch.h"
#include "tests/support/certificates.h"
#include "tests/support/served.h"

namespace stanch {
namespace {

const CertificateMaker& authority() {
  static const CertificateMaker maker;
  return maker;
}

HttpResult ask(const ServerProcess& server, HttpSettings settings,
               const std::string& host = "127.0.0.1") {
  std::string url = "https://" + host + ":" + std::to_string(server.port());
  return impatient_client(std::move(settings))
      ->send({.url = SecretText(url + "/echo")});
}

HttpSettings trusting() { return {.ca_file = authority().ca_file()}; }

ServerCommand tls_server(const CertificateMaker::Pair& pair) {
  return misbehaving_server(
      {"--certificate", pair.certificate, "--key", pair.key});
}

std::string refusal(const HttpResult& response) {
  REQUIRE_FALSE(response.has_value());
  CHECK(response.error().kind == HttpErrorKind::kTls);
  std::string message = response.error().message;
  return message.substr(message.find(": ") + 2);
}

}  // namespace

TEST_CASE("a certificate of a trusted authority for this host is accepted",
          "[net]") {
  ServerProcess server(tls_server(authority().issue("good", "IP:127.0.0.1")));
  auto response = ask(server, trusting());
  REQUIRE(response.has_value());
  CHECK(response->status == 200);
  CHECK(refusal(ask(server, {})).starts_with("SSL certificate problem"));
  // Right authority, another name.
  CHECK(refusal(ask(server, trusting(), "localhost")) ==
        "SSL: no alternative certificate subject name matches target host "
        "name 'localhost'");
}

TEST_CASE("an expired certificate is refused", "[net]") {
  ServerProcess server(
      tls_server(authority().issue("expired", "IP:127.0.0.1", -1)));
  CHECK(refusal(ask(server, trusting())) ==
        "SSL certificate problem: certificate has expired");
}

TEST_CASE("a certificate of an unknown authority is refused", "[net]") {
  CertificateMaker stranger;
  ServerProcess server(tls_server(stranger.issue("odd", "IP:127.0.0.1")));
  CHECK(
      refusal(ask(server, trusting())).starts_with("SSL certificate problem"));
}

TEST_CASE("a server that asks for a client's certificate gets it", "[net]") {
  auto pair = authority().issue("both", "IP:127.0.0.1");
  ServerCommand command = tls_server(pair);
  command.words.insert(command.words.end(),
                       {"--client-ca", authority().ca_file()});
  ServerProcess server(command);
  auto client = authority().issue("client", "DNS:client");
  HttpSettings settings = trusting();
  settings.client_certificate = client.certificate;
  settings.client_key = client.key;
  bool answered = ask(server, std::move(settings)).has_value();
  CHECK(answered);
  // The alert may be lost when the server hangs up at once; refused it is.
  CHECK_FALSE(ask(server, trusting()).has_value());
}

TEST_CASE("a plain server is not taken for a safe one", "[net]") {
  ServerProcess server(misbehaving_server());
  refusal(ask(server, trusting()));
}

TEST_CASE("files that the settings name must be there", "[net]") {
  auto client = make_http_client({.ca_file = "/no/such/ca.pem"});
  REQUIRE_FALSE(client.has_value());
  CHECK(client.error().kind == ErrorKind::kUsage);
  CHECK(client.error().message == "/no/such/ca.pem: no such file or folder");
}

}  // namespace stanch
