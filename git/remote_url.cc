// SPDX-License-Identifier: Apache-2.0
#include "git/remote_url.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/digest.h"
#include "core/lower_case.h"

namespace stanch {
namespace {

constexpr std::string_view kForms =
    "give https://host/path, ssh://host/path, user@host:path or "
    "file:///path";
constexpr std::size_t kLongestName = 80;

bool is_control(char letter) {
  return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
}

bool is_scheme_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
         (letter >= '0' && letter <= '9') || letter == '+' || letter == '-' ||
         letter == '.';
}

// "https" of "https://host"; nothing where it has not that form.
std::optional<std::string_view> scheme_of(std::string_view text) {
  std::size_t end = text.find("://");
  if (end == std::string_view::npos || end == 0 ||
      !std::ranges::all_of(text.substr(0, end), is_scheme_letter)) {
    return std::nullopt;
  }
  return text.substr(0, end);
}

// "ext::sh -c ...": git would run git-remote-ext.
bool names_helper(std::string_view text) {
  std::size_t end = text.find("::");
  return end != std::string_view::npos &&
         std::ranges::all_of(text.substr(0, end), is_scheme_letter);
}

// "host:path", with no '/' before the colon.
bool is_scp_form(std::string_view text) {
  std::size_t colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 &&
         text.find('/') > colon && colon + 1 < text.size();
}

std::unexpected<Error> refuse(std::string_view shown, std::string_view why) {
  return fail(ErrorKind::kUsage,
              fmt::format("cannot clone '{}': {}", shown, why));
}

// What a message may show of an address that has not been understood.
std::string without_user(std::string_view text) {
  std::size_t begin = text.find("://");
  begin = begin == std::string_view::npos ? 0 : begin + 3;
  std::size_t end = std::min(text.find('/', begin), text.size());
  std::size_t at = text.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < begin) return std::string(text);
  return fmt::format("{}***{}", text.substr(0, begin), text.substr(at));
}

int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

// Undoes %41 (RFC 3986, 2.1). What is no escape stays.
std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    int value = -1;
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 &&
        digit(text[i + 2]) >= 0) {
      value = digit(text[i + 1]) * 16 + digit(text[i + 2]);
      i += 2;
    }
    out += value < 0 ? text[i] : static_cast<char>(value);
  }
  return out;
}

// The parts between "//" and the path.
struct Authority {
  std::string_view user;  // all before '@', a password too
  bool has_user = false;
  std::string_view host;
  std::string_view host_and_port;
};

Authority authority_of(std::string_view text) {
  Authority out;
  std::size_t at = text.rfind('@');
  if (at != std::string_view::npos) {
    out.has_user = true;
    out.user = text.substr(0, at);
    text.remove_prefix(at + 1);
  }
  out.host_and_port = out.host = text;
  if (text.starts_with('[')) {
    out.host = text.substr(0, std::min(text.find(']'), text.size() - 1) + 1);
  } else {
    out.host = text.substr(0, text.find(':'));
  }
  return out;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

Result<RemoteUrl> parse_scp(std::string_view text) {
  RemoteUrl url;
  url.scheme = RemoteUrl::Scheme::kSsh;
  url.address = url.shown = text;
  std::size_t colon = text.find(':');
  Authority authority = authority_of(text.substr(0, colon));
  if (authority.host.empty() || authority.host.starts_with('-') ||
      authority.user.starts_with('-') || text[colon + 1] == '-') {
    return refuse(text, "a part of it would be taken for an option");
  }
  return url;
}

Result<RemoteUrl> parse_file(std::string_view text, std::string_view rest) {
  RemoteUrl url;
  url.scheme = RemoteUrl::Scheme::kFile;
  url.address = url.shown = text;
  if (!rest.starts_with('/')) {
    return refuse(text, "a file address has three slashes: file:///path");
  }
  return url;
}

// Takes the user's name and password out of an http address.
Result<void> take_password(std::string_view scheme, const Authority& authority,
                           std::string_view path, RemoteUrl& url) {
  url.shown =
      fmt::format("{}://{}{}{}", scheme, authority.has_user ? "***@" : "",
                  authority.host_and_port, path);
  std::size_t colon = authority.user.find(':');
  url.user = percent_decoded(authority.user.substr(0, colon));
  if (colon == std::string_view::npos) return {};
  url.password = percent_decoded(authority.user.substr(colon + 1));
  if (std::ranges::any_of(url.user + *url.password, is_control)) {
    return refuse(url.shown, "its password holds a control character");
  }
  url.address = fmt::format("{}://{}{}", scheme, authority.host_and_port, path);
  return {};
}

Result<RemoteUrl> parse_network(std::string_view text, std::string_view rest,
                                const std::string& scheme) {
  RemoteUrl url;
  url.address = text;
  std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string_view path = rest.substr(slash);
  Authority authority = authority_of(rest.substr(0, slash));
  if (authority.host.starts_with('-') || authority.user.starts_with('-')) {
    return refuse(without_user(text),
                  "a part of it would be taken for an option");
  }
  if (authority.host.empty() || path.size() < 2) {
    return refuse(without_user(text), "it names no host, or no path there");
  }
  if (scheme == "ssh") {
    url.scheme = RemoteUrl::Scheme::kSsh;
    url.shown = without_user(text);
    if (authority.user.contains(':')) {
      return refuse(url.shown,
                    "ssh takes no password from an address; use a "
                    "key");
    }
    url.shown = text;
    return url;
  }
  const bool plain = scheme == "http";
  url.scheme = plain ? RemoteUrl::Scheme::kHttp : RemoteUrl::Scheme::kHttps;
  url.is_insecure = plain && !is_loopback(authority.host);
  if (auto done = take_password(scheme, authority, path, url); !done) {
    return std::unexpected(done.error());
  }
  return url;
}

}  // namespace

std::string without_users(std::string_view text) {
  std::string out;
  for (;;) {
    std::size_t begin = text.find("://");
    if (begin == std::string_view::npos) return out += text;
    begin += 3;
    std::size_t end =
        std::min(text.find_first_of("/ \t\r\n'\"", begin), text.size());
    std::size_t at = text.substr(0, end).rfind('@');
    out += text.substr(0, begin);
    if (at != std::string_view::npos && at >= begin) {
      out += "***";
      begin = at;
    }
    text.remove_prefix(begin);
  }
}

bool looks_like_url(std::string_view text) {
  struct stat status = {};
  if (text.empty() || ::lstat(std::string(text).c_str(), &status) == 0) {
    return false;
  }
  return scheme_of(text) || names_helper(text) || is_scp_form(text);
}

Result<RemoteUrl> parse_remote_url(std::string_view text) {
  std::string shown = without_user(text);
  if (std::ranges::any_of(text, is_control)) {
    return refuse(shown, "it holds a control character");
  }
  if (text.starts_with('-')) {
    return refuse(shown, "it would be taken for an option");
  }
  if (names_helper(text)) {
    return refuse(
        shown, fmt::format("such a transport may run any program; {}", kForms));
  }
  auto written = scheme_of(text);
  if (!written) {
    if (is_scp_form(text)) return parse_scp(text);
    return refuse(shown, kForms);
  }
  std::string_view rest = text.substr(written->size() + 3);
  const std::string scheme = lower_case(*written);
  if (scheme == "file") return parse_file(text, rest);
  if (scheme == "https" || scheme == "http" || scheme == "ssh") {
    return parse_network(text, rest, scheme);
  }
  if (scheme == "git") {
    return refuse(shown, fmt::format("git:// is neither encrypted nor "
                                     "authenticated; {}",
                                     kForms));
  }
  return refuse(shown,
                fmt::format("{}:// is not supported; {}", scheme, kForms));
}

std::string folder_name(const RemoteUrl& url) {
  std::string_view text = url.address;
  if (auto scheme = scheme_of(text)) text.remove_prefix(scheme->size() + 3);
  std::size_t end = std::min(text.find_first_of("/:"), text.size());
  std::size_t at = text.substr(0, end).rfind('@');
  if (at != std::string_view::npos) text.remove_prefix(at + 1);
  while (text.ends_with('/')) text.remove_suffix(1);
  std::string name;
  for (char letter : text) {
    bool plain = is_scheme_letter(letter) || letter == '_';
    if (!plain && (name.empty() || name.back() == '-')) continue;
    name += plain && letter != '+' ? letter : '-';
  }
  if (name.ends_with(".git")) name.resize(name.size() - 4);
  while (name.starts_with('.') || name.starts_with('-')) name.erase(0, 1);
  if (name.size() > kLongestName) name.resize(kLongestName);
  constexpr std::array<std::string_view, 4> kSchemes = {"https", "http", "ssh",
                                                        "file"};
  std::string whole = fmt::format(
      "{}://{}", kSchemes[static_cast<std::size_t>(url.scheme)], text);
  return fmt::format("{}-{}", name, hex(sha256(whole)).substr(0, 12));
}

}  // namespace stanch
