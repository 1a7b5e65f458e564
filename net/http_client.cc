// SPDX-License-Identifier: Apache-2.0
#include "net/http_client.h"

#include <algorithm>

#include <strings.h>

namespace stanch {
namespace {

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage)
  return ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

void HttpHeaders::add(std::string_view name, std::string_view value) {
  entries_.emplace_back(name, value);
}

std::optional<std::string_view> HttpHeaders::find(std::string_view name) const {
  for (const auto& [key, value] : entries_) {
    if (same_name(key, name)) return value;
  }
  return std::nullopt;
}

std::vector<std::string_view> HttpHeaders::all(std::string_view name) const {
  std::vector<std::string_view> out;
  for (const auto& [key, value] : entries_) {
    if (same_name(key, name)) out.emplace_back(value);
  }
  return out;
}

bool is_idempotent(const HttpRequest& request) {
  if (request.idempotent) return *request.idempotent;
  constexpr std::string_view kMethods[] = {"GET",  "HEAD", "OPTIONS",
                                           "LIST", "PUT",  "DELETE"};
  return std::ranges::find(kMethods, request.method) != std::end(kMethods);
}

}  // namespace stanch
