// SPDX-License-Identifier: Apache-2.0
//
// What it takes to ask a server. The rules every client here keeps:
// certificates are verified, always; plain http is for loopback, a Unix socket
// and hosts named in the settings; a credential never follows a redirect to
// another origin; no message holds more of a URL than its origin, since paths
// and queries of some services are credentials.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "core/secret_text.h"

namespace stanch {

enum class HttpErrorKind {
  kRefused,    // not sent: a wrong URL or header, plain http to a far host
  kResolve,    // the host's name has no address
  kConnect,    // nobody answers there, or not in time
  kTls,        // the certificate is not to be trusted, or TLS failed
  kTimeout,    // the whole took too long
  kStalled,    // no byte for too long
  kBroken,     // the connection ended before the answer did
  kTooLarge,   // the answer is larger than asked for
  kRedirect,   // too many, or to where a redirect may not lead
  kProxy,      // refused by the proxy; the server was never reached
  kProtocol,   // what came is not HTTP
  kCancelled,  // the run was interrupted
};

// "GET https://host: connection refused". Never a secret.
struct HttpError {
  HttpErrorKind kind = HttpErrorKind::kProtocol;
  std::string message;
  int proxy_status = 0;  // of kProxy: what the proxy answered
};

// For callers that only pass it on.
inline Error to_error(HttpError error) {
  return {ErrorKind::kUnreadable, std::move(error.message)};
}

struct HttpHeader {
  std::string name;
  SecretText value;  // with append(Secret), never sent to another origin
};

// An answer's headers, in order; names in any case are the same.
class HttpHeaders {
 public:
  void add(std::string_view name, std::string_view value);
  // The first of that name; none where there is none.
  std::optional<std::string_view> find(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> entries_;
};

struct HttpResponse {
  int status = 0;  // RFC 9110, section 15
  HttpHeaders headers;
  SecretText body;  // decompressed; empty where it was streamed
  // Where the answer came from after redirects.
  SecretText url;
  // Plain http went through a proxy, so the proxy may be who answered: a 403
  // says nothing about the server. (Over https that is an error, kProxy.)
  bool maybe_proxy = false;
  // The stream's reader had enough; the rest was not read.
  bool stopped = false;

  bool is_success() const { return status >= 200 && status < 300; }
};

struct HttpRequest {
  std::string method = "GET";  // as it is sent: any token of RFC 9110
  SecretText url;              // http or https, without user:password@
  std::vector<HttpHeader> headers = {};
  SecretText body = {};

  // Called on the sending thread with the body of a 2xx answer as it arrives,
  // instead of collecting it: `head` is the answer without its body. False
  // stops the transfer, which is then a success with `stopped`. What was lent
  // once is never lent again: after the first byte nothing is retried.
  std::function<bool(const HttpResponse& head, std::string_view bytes)> stream =
      {};
  // Of a body that is collected, after decompression.
  std::uint64_t max_body = 16U << 20;
  // Ask for gzip or deflate. Off for what is checked by its digest.
  bool compressed = true;
  bool follow_redirects = true;  // of GET and HEAD; others are answered as is

  // Zero: no limit. Of each attempt, not of all together.
  std::chrono::milliseconds total_timeout = std::chrono::seconds(60);
  std::chrono::milliseconds stall_timeout = std::chrono::seconds(30);
  // Whether doing it twice is as good as once, which allows retries. None: GET,
  // HEAD, OPTIONS, LIST, PUT and DELETE are. What is not is sent at most once,
  // on a connection of its own.
  std::optional<bool> idempotent = std::nullopt;
};

bool is_idempotent(const HttpRequest& request);

using HttpResult = std::expected<HttpResponse, HttpError>;

// Safe to use from any number of threads at once. An answer of any status is a
// response; an error means that there was no (whole) answer.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  virtual HttpResult send(const HttpRequest& request) = 0;
};

}  // namespace stanch
