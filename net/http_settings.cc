// SPDX-License-Identifier: Apache-2.0
#include "net/http_settings.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include <fmt/format.h>

#include "core/posix.h"
#include "net/curl_client.h"
#include "net/polite_client.h"

namespace stanch {
namespace {

std::optional<std::string> variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

std::optional<Error> unreadable(const std::string& path) {
  if (path.empty()) return std::nullopt;
  FILE* file = std::fopen(path.c_str(), "r");
  if (file != nullptr) {
    std::fclose(file);
    return std::nullopt;
  }
  return Error{ErrorKind::kUsage,
               fmt::format("{}: {}", path, describe_error(errno))};
}

}  // namespace

NetClock real_clock(const std::atomic<bool>* cancelled) {
  using namespace std::chrono;
  return {
      .now = [] { return steady_clock::now(); },
      .wall = [] { return system_clock::now(); },
      .sleep =
          [cancelled](milliseconds duration) {
            auto end = steady_clock::now() + duration;
            while (cancelled == nullptr || !cancelled->load()) {
              auto left = ceil<milliseconds>(end - steady_clock::now());
              if (left.count() <= 0) return;
              std::this_thread::sleep_for(std::min(left, milliseconds{50}));
            }
          },
  };
}

HttpSettings http_settings_from_environment() {
  HttpSettings settings;
  settings.proxy = proxy_settings(variable);
  settings.ca_file = variable("SSL_CERT_FILE").value_or("");
  settings.ca_folder = variable("SSL_CERT_DIR").value_or("");
  return settings;
}

Result<std::unique_ptr<HttpClient>> make_http_client(HttpSettings settings) {
  for (const std::string* path :
       {&settings.ca_file, &settings.ca_folder, &settings.client_certificate,
        &settings.client_key}) {
    if (auto error = unreadable(*path)) return std::unexpected(*error);
  }
  HttpManners manners = settings.manners;
  NetClock clock = real_clock(settings.cancelled);
  auto exchanges = make_curl_client(std::move(settings));
  if (!exchanges) return std::unexpected(exchanges.error());
  return make_polite_client(std::move(*exchanges), manners, std::move(clock));
}

}  // namespace stanch
