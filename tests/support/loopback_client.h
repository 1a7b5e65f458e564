// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "net/http_client.h"

namespace stanch {

// Sends what is meant for the internet to tests/support/http_server.py instead,
// by the real client, and has it answer as is told: the whole way of a request
// and an answer but the names of hosts and TLS.
class LoopbackClient : public HttpClient {
 public:
  // `server`: "http://127.0.0.1:1234".
  LoopbackClient(HttpClient& real, std::string server)
      : real_(real), server_(std::move(server)) {}

  // The answer to all that follow; a header as "Name: value", or none.
  void say(int status, std::string body, std::string header = {});

  HttpResult send(const HttpRequest& request) override;

  // The URLs that were asked for.
  const std::vector<std::string>& urls() const { return urls_; }

 private:
  HttpClient& real_;
  std::string server_;
  int status_ = 200;
  std::string body_;
  std::string header_;
  std::vector<std::string> urls_;
};

}  // namespace stanch
