// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http_settings.h"

namespace stanch {

// A request as the fake saw it; secrets included, this is a test.
struct SeenRequest {
  std::string method;
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  // The value of a header by its exact name; empty where it is not there.
  std::string header(std::string_view name) const;
};

using FakeHeaders = std::vector<std::pair<std::string, std::string>>;

HttpResponse fake_response(int status, std::string_view body = {},
                           const FakeHeaders& headers = {});

// A client without a network: what a function makes of each request. It
// streams 2xx bodies to those who ask for it. From any thread, one call at a
// time.
class FakeHttpClient : public HttpClient {
 public:
  using Handler = std::function<HttpResult(const SeenRequest&)>;
  explicit FakeHttpClient(Handler handler) : handler_(std::move(handler)) {}
  // Answers in this order, whatever is asked; more requests than answers are
  // an error of the test and throw.
  explicit FakeHttpClient(std::vector<HttpResult> script);

  HttpResult send(const HttpRequest& request) override;

  const std::vector<SeenRequest>& seen() const { return seen_; }

 private:
  Handler handler_;
  std::mutex mutex_;  // guards all below
  std::vector<SeenRequest> seen_;
};

// Lends a client to something that wants to own one.
class BorrowedHttpClient : public HttpClient {
 public:
  explicit BorrowedHttpClient(HttpClient& lent) : lent_(lent) {}
  HttpResult send(const HttpRequest& request) override {
    return lent_.send(request);
  }

 private:
  HttpClient& lent_;
};

// Time that passes only by sleeping. Outlives the clocks it gave.
struct FakeTime {
  std::chrono::milliseconds passed{0};
  std::vector<std::chrono::milliseconds> sleeps = {};

  NetClock clock();
};

}  // namespace stanch
