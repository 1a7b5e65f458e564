// SPDX-License-Identifier: Apache-2.0
#include "tests/support/loopback_client.h"

#include "core/base64.h"

namespace stanch {

void LoopbackClient::say(int status, std::string body, std::string header) {
  status_ = status;
  body_ = std::move(body);
  header_ = std::move(header);
}

HttpResult LoopbackClient::send(const HttpRequest& request) {
  urls_.emplace_back(request.url.reveal());
  HttpRequest sent{.method = request.method,
                   .url = server_ + "/say/" + std::to_string(status_),
                   .body = request.body.copy(),
                   .max_body = request.max_body,
                   .follow_redirects = request.follow_redirects,
                   .total_timeout = request.total_timeout};
  for (const HttpHeader& header : request.headers) {
    sent.headers.push_back({header.name, header.value.copy()});
  }
  sent.headers.push_back({"X-Say-Body", base64_text(body_)});
  if (!header_.empty()) sent.headers.push_back({"X-Say-Header", header_});
  return real_.send(sent);
}

}  // namespace stanch
