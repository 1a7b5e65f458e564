// SPDX-License-Identifier: Apache-2.0
#include "tests/support/bao_server.h"

#include <stdexcept>

#include "net/http_settings.h"

namespace stanch {

BaoServer* BaoServer::get() {
  static const auto kServer = []() -> std::unique_ptr<BaoServer> {
    auto program = wanted_program("bao");
    if (!program) return nullptr;
    return std::unique_ptr<BaoServer>(new BaoServer(*program));
  }();
  return kServer.get();
}

BaoServer::BaoServer(const std::string& program) {
  unsigned port = free_port();
  address_ = "http://127.0.0.1:" + std::to_string(port);
  http_ = make_http_client({}).value();
  std::string config = folder_.write(
      "bao.hcl", "audit \"file\" \"file\" {\n  options {\n    file_path = \"" +
                     audit_log() + "\"\n    mode = \"0600\"\n  }\n}\n");
  server_ = std::make_unique<ServerProcess>(ServerCommand{
      .words = {program, "server", "-dev",
                "-dev-root-token-id=" + std::string(kRoot),
                "-dev-listen-address=127.0.0.1:" + std::to_string(port),
                "-dev-no-store-token", "-config=" + config},
      .environment = {{"HOME", folder_.path()}},
      .is_ready = [this] {
        return Vault(*http_, settings()).check_health().has_value();
      }});
  call("POST", "sys/auth/approle", R"({"type":"approle"})");
}

VaultSettings BaoServer::settings(std::string_view token) const {
  return {.address = address_,
          .token = SecretText(token),
          .audit_log = audit_log()};
}

JsonDocument BaoServer::call(const std::string& method, const std::string& path,
                             const std::string& body) {
  Vault vault(*http_, settings());
  auto reply = vault.ask(path, method, path, SecretText(body));
  if (!reply) throw std::runtime_error(reply.error().message);
  return std::move(reply->body);
}

}  // namespace stanch
