// SPDX-License-Identifier: Apache-2.0
#include "net/url.h"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "core/lower_case.h"

namespace stanch {
namespace {

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

unsigned default_port(std::string_view scheme) {
  return scheme == "https" ? 443 : 80;
}

std::unexpected<Error> wrong(std::string_view what) {
  return fail(ErrorKind::kUsage, fmt::format("not a usable URL: {}", what));
}

// Bytes that would end a line of the request, or that only some readers take.
bool is_clean(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte > ' ' && byte < 0x7f && c != '\\' && c != '"' && c != '<' &&
           c != '>';
  });
}

Result<unsigned> parse_port(std::string_view text) {
  unsigned port = 0;
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0 ||
      port > 65535) {
    return wrong("the port is not a number from 1 to 65535");
  }
  return port;
}

Result<std::string> parse_host(std::string_view text) {
  if (text.starts_with('[')) {
    std::string address(text.substr(1, text.find(']') - 1));
    in6_addr parsed{};
    if (text.size() != address.size() + 2 ||
        ::inet_pton(AF_INET6, address.c_str(), &parsed) != 1) {
      return wrong("the host is not an IPv6 address");
    }
    return lower_case(address);
  }
  bool plain = std::ranges::all_of(text, [](char c) {
    return is_alnum(c) || c == '.' || c == '-' || c == '_';
  });
  if (text.empty() || !plain || text.size() > 253) {
    return wrong("the host is not a name or an address");
  }
  return lower_case(text);
}

// "/a/b/../c" is "/a/c" (RFC 3986, 5.2.4), so that no two readers differ.
std::string without_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    path.remove_prefix(1);  // its slash
    std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    bool last = path.empty();
    if (part == "..") {
      out.resize(out.rfind('/') == out.npos ? 0 : out.rfind('/'));
      if (last) out += '/';
    } else if (part == ".") {
      if (last) out += '/';
    } else {
      out += '/';
      out += part;
    }
  }
  return out;
}

}  // namespace

std::string Url::authority() const {
  bool is_v6 = host.find(':') != host.npos;
  std::string out = is_v6 ? fmt::format("[{}]", host) : host;
  if (port != default_port(scheme)) out += fmt::format(":{}", port);
  return out;
}

std::string Url::origin() const { return scheme + "://" + authority(); }

SecretText Url::text() const {
  SecretText out(origin());
  out.append(target.reveal());
  return out;
}

bool Url::is_loopback() const {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  in_addr v4{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) {
    return (ntohl(v4.s_addr) >> 24) == 127;
  }
  in6_addr v6{};
  return ::inet_pton(AF_INET6, host.c_str(), &v6) == 1 &&
         IN6_IS_ADDR_LOOPBACK(&v6);
}

bool Url::has_origin_of(const Url& other) const {
  return scheme == other.scheme && host == other.host && port == other.port;
}

Url Url::copy() const { return {scheme, host, port, target.copy()}; }

Result<Url> parse_url(std::string_view text) {
  if (!is_clean(text)) return wrong("it holds a space or a control character");
  auto colon = text.find("://");
  if (colon == text.npos) return wrong("it has no https:// in front");
  Url url;
  url.scheme = lower_case(text.substr(0, colon));
  if (url.scheme != "https" && url.scheme != "http") {
    return wrong("only https:// and http:// are spoken");
  }
  text.remove_prefix(colon + 3);
  text = text.substr(0, text.find('#'));
  std::string_view authority = text.substr(0, text.find_first_of("/?"));
  text.remove_prefix(authority.size());
  if (authority.find('@') != authority.npos) {
    return wrong("it holds a user or a password");
  }
  auto bracket = authority.rfind(']');
  auto port_at = authority.find(':', bracket == authority.npos ? 0 : bracket);
  auto host = parse_host(authority.substr(0, port_at));
  if (!host) return std::unexpected(host.error());
  url.host = std::move(*host);
  url.port = default_port(url.scheme);
  if (port_at != authority.npos) {
    auto port = parse_port(authority.substr(port_at + 1));
    if (!port) return std::unexpected(port.error());
    url.port = *port;
  }
  if (!text.starts_with('/')) url.target.append("/");
  url.target.append(text);
  return url;
}

Result<Url> resolve_url(const Url& base, std::string_view reference) {
  if (!is_clean(reference)) return parse_url(reference);  // says why
  reference = reference.substr(0, reference.find('#'));
  auto path_end = reference.find_first_of("/?");
  if (reference.substr(0, path_end).find(':') != reference.npos) {
    return parse_url(reference);
  }
  if (reference.starts_with("//")) {
    return parse_url(base.scheme + ":" + std::string(reference));
  }
  std::string_view base_target = base.target.reveal();
  std::string_view base_path = base_target.substr(0, base_target.find('?'));
  std::string path(reference.substr(0, reference.find('?')));
  std::string_view query = reference.substr(path.size());
  if (path.empty()) {
    path = base_path;
    if (query.empty()) query = base_target.substr(base_path.size());
  } else if (!path.starts_with('/')) {
    path.insert(0, base_path.substr(0, base_path.rfind('/') + 1));
  }
  Url out = base.copy();
  out.target = SecretText(without_dots(path));
  if (out.target.empty()) out.target.append("/");
  out.target.append(query);
  return out;
}

std::string url_encoded(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace stanch
