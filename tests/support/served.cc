// SPDX-License-Identifier: Apache-2.0
#include "tests/support/served.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include <fmt/format.h>
#include <unistd.h>
#include <nlohmann/json.hpp>

namespace stanch {

ServerCommand python_server(const std::string& script,
                            std::vector<std::string> arguments) {
  const char* source = std::getenv("STANCH_SOURCE");
  if (source == nullptr) throw std::runtime_error("STANCH_SOURCE is not set");
  // Not a shim of a version manager, where there is one.
  const char* python =
      ::access("/usr/bin/python3", X_OK) == 0 ? "/usr/bin/python3" : "python3";
  ServerCommand command{
      .words = {python, std::string(source) + "/tests/support/" + script}};
  command.words.insert(command.words.end(), arguments.begin(), arguments.end());
  return command;
}

ServerCommand misbehaving_server(std::vector<std::string> arguments) {
  return python_server("http_server.py", std::move(arguments));
}

std::unique_ptr<HttpClient> impatient_client(HttpSettings settings) {
  settings.manners.attempts = 1;
  auto client = make_http_client(std::move(settings));
  if (!client) throw std::runtime_error(client.error().message);
  return std::move(*client);
}

std::string url_of(const ServerProcess& server, std::string_view path) {
  return fmt::format("http://127.0.0.1:{}{}", server.port(), path);
}

std::string log_of(const ServerProcess& server) {
  auto log = impatient_client()->send({.url = url_of(server, "/log")});
  if (!log) throw std::runtime_error(log.error().message);
  return std::string(log->body.reveal());
}

std::size_t times_in_log(const ServerProcess& server, std::string_view text) {
  auto log = nlohmann::json::parse(log_of(server));
  return static_cast<std::size_t>(
      std::ranges::count_if(log, [&](const auto& entry) {
        return entry.dump().find(text) != std::string::npos;
      }));
}

}  // namespace stanch
