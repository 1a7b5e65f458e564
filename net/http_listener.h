// SPDX-License-Identifier: Apache-2.0
//
// A small HTTP/1.1 server for those who report to us: one request a connection,
// one at a time, everything bounded. TLS and more than one guest at once are
// for a proxy in front of it.
#pragma once

#include <atomic>
#include <functional>
#include <string>

#include "core/posix.h"
#include "core/result.h"
#include "core/secret_text.h"
#include "net/http_client.h"

namespace stanch {

struct ServedRequest {
  std::string method;
  std::string path;  // without a query
  HttpHeaders headers;
  SecretText body;
};

struct ServedAnswer {
  int status = 200;
  std::string body = {};  // JSON, or empty
};

class HttpListener {
 public:
  // `address`: "127.0.0.1:8123", "[::1]:0"; port 0: any free one. kUsage where
  // it is none or cannot be listened on.
  static Result<HttpListener> open(const std::string& address);

  // "127.0.0.1:8123"
  const std::string& address() const { return address_; }

  // Answers until `cancelled`. What is no request, is too large (a head of 16
  // KiB, a body of 1 MiB) or too slow (10 s) is answered or dropped without
  // the handler.
  void serve(const std::function<ServedAnswer(const ServedRequest&)>& handler,
             const std::atomic<bool>& cancelled);

 private:
  HttpListener(FileDescriptor socket, std::string address)
      : socket_(std::move(socket)), address_(std::move(address)) {}

  FileDescriptor socket_;
  std::string address_;
};

}  // namespace stanch
