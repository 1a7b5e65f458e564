// SPDX-License-Identifier: Apache-2.0
#include "tests/support/redis_server.h"

#include <stdexcept>

namespace stanch {

RedisServer* RedisServer::get() {
  static const auto kServer = []() -> std::unique_ptr<RedisServer> {
    auto program = wanted_program("redis-server");
    if (!program) return nullptr;
    return std::unique_ptr<RedisServer>(new RedisServer(*program));
  }();
  return kServer.get();
}

RedisServer::RedisServer(const std::string& program) {
  unsigned port = free_port();
  std::string plain = std::to_string(port);
  url_ = "redis://127.0.0.1:" + plain;
  auto pair = certificates_.issue("redis", "DNS:localhost,IP:127.0.0.1");
  std::string tls = std::to_string(free_port());
  tls_url_ = "rediss://localhost:" + tls;
  folder_.write("users.acl", "");
  server_ = std::make_unique<ServerProcess>(
      ServerCommand{.words = {program,
                              "--port",
                              plain,
                              "--bind",
                              "127.0.0.1",
                              "--save",
                              "",
                              "--appendonly",
                              "no",
                              "--aclfile",
                              user_file(),
                              "--tls-port",
                              tls,
                              "--tls-cert-file",
                              pair.certificate,
                              "--tls-key-file",
                              pair.key,
                              "--tls-ca-cert-file",
                              ca_file(),
                              "--tls-auth-clients",
                              "no"},
                    .folder = folder_.path(),
                    .is_ready = [port] { return accepts_connections(port); }});
}

RedisReply RedisServer::call(std::initializer_list<std::string_view> words) {
  auto session = RedisSession::connect(address());
  if (!session) throw std::runtime_error(session.error().message);
  auto reply = session->ask("test", words);
  if (!reply) throw std::runtime_error(reply.error().message);
  return std::move(*reply);
}

bool RedisServer::lets_in(const std::string& user,
                          const std::string& password) const {
  auto session = RedisSession::connect(address());
  if (!session) return false;
  auto said = session->log_in(user, Secret(password));
  return said && said->is_ok() && session->send({"GET", "x"}).has_value();
}

}  // namespace stanch
