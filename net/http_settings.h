// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/result.h"
#include "net/http_client.h"
#include "net/proxy.h"

namespace stanch {

// Time as the client sees it; a test has its own.
struct NetClock {
  using Steady = std::chrono::steady_clock::time_point;
  using Wall = std::chrono::system_clock::time_point;

  std::function<Steady()> now;
  std::function<Wall()> wall;  // for dates in Retry-After
  std::function<void(std::chrono::milliseconds)> sleep;
};

// The machine's. A sleep ends early when `cancelled` (may be null) turns true.
NetClock real_clock(const std::atomic<bool>* cancelled);

// How patient the client is, and how polite.
struct HttpManners {
  unsigned attempts = 4;  // of one idempotent request, the first counted
  // Doubles from try to try. No jitter: equal runs wait equally long.
  std::chrono::milliseconds first_wait{500};
  std::chrono::milliseconds longest_wait{8000};
  // A Retry-After above this is not waited for: the answer is handed on.
  std::chrono::milliseconds longest_retry_after{60000};
  unsigned redirects = 8;
  // To one host; 0: no limit.
  unsigned in_flight = 8;
  unsigned per_second = 0;
};

// Paths are read when the client is made; empty: the system's.
struct HttpSettings {
  std::string ca_file = {};  // PEM, instead of the system's certificates
  std::string ca_folder = {};
  std::string client_certificate = {};  // PEM
  std::string client_key = {};          // PEM; empty: in client_certificate
  std::string unix_socket = {};  // of an engine; the URL's host is a name
  // Hosts, or host:port, that may be spoken to without TLS, besides loopback.
  std::vector<std::string> plain_http_hosts = {};
  ProxySettings proxy = {};
  std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);
  HttpManners manners = {};
  // Ends what is under way with kCancelled; may be null; borrowed.
  const std::atomic<bool>* cancelled = nullptr;
};

// The proxy of HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, and the
// certificates of SSL_CERT_FILE and SSL_CERT_DIR.
HttpSettings http_settings_from_environment();

// The client for all real use. An error (kUsage) where a file of the settings
// cannot be read.
Result<std::unique_ptr<HttpClient>> make_http_client(HttpSettings settings);

}  // namespace stanch
