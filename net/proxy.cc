// SPDX-License-Identifier: Apache-2.0
#include "net/proxy.h"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>

namespace stanch {
namespace {

std::optional<std::uint32_t> ipv4(std::string_view text) {
  in_addr parsed{};
  if (::inet_pton(AF_INET, std::string(text).c_str(), &parsed) != 1) {
    return std::nullopt;
  }
  return ntohl(parsed.s_addr);
}

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

bool in_network(std::string_view host, std::string_view entry) {
  auto slash = entry.find('/');
  auto address = ipv4(host), network = ipv4(entry.substr(0, slash));
  auto bits = number(entry.substr(slash + 1));
  if (!address || !network || !bits || *bits > 32) return false;
  if (*bits == 0) return true;
  return ((*address ^ *network) >> (32 - *bits)) == 0;
}

bool names(std::string_view entry, const Url& url) {
  if (entry == "*") return true;
  if (entry.find('/') != entry.npos) return in_network(url.host, entry);
  // host:port, [v6]:port; a bare IPv6 address has several colons.
  auto bracket = entry.rfind(']');
  auto colon = entry.rfind(':');
  bool bare_v6 = bracket == entry.npos && colon != entry.find(':');
  if (colon != entry.npos && !bare_v6 &&
      (bracket == entry.npos || colon > bracket)) {
    if (number(entry.substr(colon + 1)) != url.port) return false;
    entry = entry.substr(0, colon);
  }
  if (entry.starts_with('[') && entry.ends_with(']')) {
    entry = entry.substr(1, entry.size() - 2);
  }
  if (entry.starts_with("*.")) entry.remove_prefix(1);
  if (entry.starts_with('.')) entry.remove_prefix(1);
  if (entry.empty()) return false;
  if (url.host == entry) return true;
  return url.host.size() > entry.size() && url.host.ends_with(entry) &&
         url.host[url.host.size() - entry.size() - 1] == '.';
}

}  // namespace

ProxySettings proxy_settings(
    const std::function<std::optional<std::string>(std::string_view)>&
        variable) {
  auto first = [&](std::initializer_list<std::string_view> wanted) {
    for (std::string_view name : wanted) {
      if (auto value = variable(name); value && !value->empty()) return *value;
    }
    return std::string();
  };
  bool is_cgi = variable("REQUEST_METHOD").has_value();
  ProxySettings out;
  out.for_https =
      (first({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}));
  out.for_http = SecretText(
      is_cgi ? first({"http_proxy", "all_proxy", "ALL_PROXY"})
             : first({"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}));
  out.none_for = first({"no_proxy", "NO_PROXY"});
  return out;
}

SecretText proxy_for(const ProxySettings& settings, const Url& url) {
  if (url.is_loopback()) return {};
  std::string list = settings.none_for;
  std::ranges::transform(list, list.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
  });
  std::string_view rest = list;
  while (!rest.empty()) {
    std::string_view entry = rest.substr(0, rest.find_first_of(", \t"));
    rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
    if (!entry.empty() && names(entry, url)) return {};
  }
  return (url.scheme == "https" ? settings.for_https : settings.for_http)
      .copy();
}

}  // namespace stanch
