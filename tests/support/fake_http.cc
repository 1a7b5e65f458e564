// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_http.h"

#include <memory>
#include <stdexcept>

namespace stanch {

std::string SeenRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

HttpResponse fake_response(int status, std::string_view body,
                           const FakeHeaders& headers) {
  HttpResponse response;
  response.status = status;
  response.body = SecretText(body);
  for (const auto& [name, value] : headers) response.headers.add(name, value);
  return response;
}

FakeHttpClient::FakeHttpClient(std::vector<HttpResult> script) {
  auto rest = std::make_shared<std::vector<HttpResult>>(std::move(script));
  auto next = std::make_shared<std::size_t>(0);
  handler_ = [rest, next](const SeenRequest& request) -> HttpResult {
    if (*next == rest->size()) {
      throw std::runtime_error("not in the script: " + request.method + " " +
                               request.url);
    }
    return std::move((*rest)[(*next)++]);
  };
}

HttpResult FakeHttpClient::send(const HttpRequest& request) {
  std::scoped_lock lock(mutex_);
  SeenRequest seen{request.method,
                   std::string(request.url.reveal()),
                   {},
                   std::string(request.body.reveal())};
  for (const HttpHeader& header : request.headers) {
    seen.headers.emplace_back(header.name, header.value.reveal());
  }
  seen_.push_back(seen);
  HttpResult result = handler_(seen);
  if (result && result->url.empty()) result->url = request.url.copy();
  if (result && request.stream && result->is_success()) {
    SecretText body = std::exchange(result->body, {});
    result->stopped = !body.empty() && !request.stream(*result, body.reveal());
  }
  return result;
}

NetClock FakeTime::clock() {
  return {
      .now = [this] { return NetClock::Steady(passed); },
      .wall = [this] { return NetClock::Wall(passed); },
      .sleep =
          [this](std::chrono::milliseconds duration) {
            passed += duration;
            sleeps.push_back(duration);
          },
  };
}

}  // namespace stanch
