// SPDX-License-Identifier: Apache-2.0
//
// The checks that token formats carry in themselves. Each follows the vendor's
// own description; the function's comment names it.
#include "scanner/checksums.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include <zlib.h>

#include "core/lower_case.h"
#include "scanner/base64.h"
#include "scanner/encoded_checks.h"
#include "scanner/placeholder.h"
#include "scanner/randomness.h"
#include "scanner/value_words.h"

namespace stanch {
namespace {

constexpr std::string_view kDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::uint32_t crc32_of(std::string_view text) {
  return static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(text.data()),
            static_cast<uInt>(text.size())));
}

// Left-padded with '0' to `width` digits of the first `base` of kDigits.
std::string in_base(std::uint32_t number, unsigned base, std::size_t width) {
  std::string out(width, '0');
  for (std::size_t i = width; i-- > 0 && number != 0; number /= base) {
    out[i] = kDigits[number % base];
  }
  return out;
}

// GitHub ("Behind GitHub's new authentication token formats", 2021) and npm:
// prefix_, random characters, 6 digits of base 62.
bool crc32_base62(std::string_view secret) {
  auto mark = secret.find('_');
  if (mark == secret.npos || secret.size() < mark + 1 + 6 + 1) return false;
  auto body = secret.substr(mark + 1);
  auto check = body.substr(body.size() - 6);
  body.remove_suffix(6);
  return in_base(crc32_of(body), 62, 6) == check;
}

// GitLab's routable tokens: everything before the last 7 digits of base 36.
bool gitlab_routable(std::string_view secret) {
  if (secret.size() < 8) return false;
  auto body = secret.substr(0, secret.size() - 7);
  return lower_case(in_base(crc32_of(body), 36, 7)) ==
         secret.substr(body.size());
}

// Grafana service account tokens: 8 hexadecimal digits after the last '_', the
// four bytes of the CRC-32 with the lowest first.
bool grafana(std::string_view secret) {
  auto mark = secret.rfind('_');
  if (mark == secret.npos) return false;
  std::uint32_t crc = __builtin_bswap32(crc32_of(secret.substr(0, mark)));
  return lower_case(in_base(crc, 16, 8)) == lower_case(secret.substr(mark + 1));
}

// PyPI: "pypi-" and a macaroon, version 2 (libmacaroons' binary format), whose
// first packet, the location, is the index's host name.
bool pypi_macaroon(std::string_view secret) {
  auto body =
      decode_base64(secret.substr(std::min<std::size_t>(5, secret.size())));
  if (!body || body->size() < 3 || (*body)[0] != 2 || (*body)[1] != 1) {
    return false;
  }
  std::string_view location = std::string_view(*body).substr(3);
  return location.starts_with("pypi.org") ||
         location.starts_with("test.pypi.org");
}

bool base64_text(std::string_view secret) {
  auto text = decode_base64(secret);
  return text && !text->empty() &&
         std::ranges::all_of(*text, [](unsigned char c) {
           return c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c < 127);
         });
}

// Words alone, of small or of capital letters, are no password that a person
// would agree is a secret; nor are the defaults of everybody's first server.
bool own_password(std::string_view secret) {
  auto only = [&](int (*is_letter)(int)) {
    return std::ranges::all_of(secret, [&](unsigned char c) {
      return is_letter(c) || std::string_view("-_.,:;=%").contains(c);
    });
  };
  return !is_default_password(secret) && !only(std::islower) &&
         !only(std::isupper);
}

// Letters alone, in both cases, that nobody can say: mexPoZhUmPBv.
bool unspeakable(std::string_view secret) {
  constexpr double kMostWords = 0.4;
  constexpr std::ptrdiff_t kFewestSteps = 2;
  auto lower = [](unsigned char c) { return std::islower(c) != 0; };
  auto upper = [](unsigned char c) { return std::isupper(c) != 0; };
  std::ptrdiff_t steps = 0;
  for (std::size_t i = 1; i < secret.size(); ++i) {
    steps += upper(secret[i]) && lower(secret[i - 1]) ? 1 : 0;
  }
  return steps >= kFewestSteps && share_of_words(secret) < kMostWords &&
         std::ranges::all_of(
             secret, [](unsigned char c) { return std::isalpha(c) != 0; });
}

// Letters alone may be a label or a message, digits alone a port.
bool mixed_password(std::string_view secret) {
  auto any = [&](int (*is)(int)) {
    return std::ranges::any_of(secret, [&](unsigned char c) { return is(c); });
  };
  bool marked = secret.find_first_of("!@#%^&*+=?~$") != secret.npos;
  return any(std::isalpha) &&
         (any(std::isdigit) || marked || unspeakable(secret)) &&
         own_password(secret);
}

// Base64 of an own password, or one as it is. What is public in PEM is none.
bool encoded_password(std::string_view secret) {
  constexpr std::size_t kShortestKey = 80;
  if (!base64_text(secret)) return own_password(secret);
  std::string text = *decode_base64(secret);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  if (text.starts_with("-----BEGIN")) {
    return text.contains("PRIVATE KEY") && text.size() >= kShortestKey;
  }
  return own_password(secret) && own_password(text) && !is_placeholder(text);
}

// RFC 7617: user, colon, password, and the password is no stand-in for one.
bool basic_credentials(std::string_view secret) {
  if (!base64_text(secret)) return false;
  std::string text = *decode_base64(secret);
  auto colon = text.find(':');
  if (colon == text.npos) return false;
  auto password = std::string_view(text).substr(colon + 1);
  return password.size() >= 4 && !is_placeholder(password) &&
         own_password(password);
}

constexpr std::array<NamedChecksum, 16> kChecksums = {{
    {"crc32-base62", crc32_base62},
    {"gitlab-routable", gitlab_routable},
    {"grafana", grafana},
    {"pypi-macaroon", pypi_macaroon},
    {"jwt", is_jwt},
    {"bech32", is_bech32},
    {"base58check", is_base58check},
    {"base58check-ripple", is_base58check_ripple},
    {"crc16-strkey", is_strkey},
    {"base64-text", base64_text},
    {"pem-key", is_pem_key},
    {"basic-credentials", basic_credentials},
    {"password", own_password},
    {"mixed-password", mixed_password},
    {"encoded-password", encoded_password},
    {"random", looks_random},
}};

}  // namespace

std::span<const NamedChecksum> checksums() { return kChecksums; }

Checksum find_checksum(std::string_view name) {
  auto found = std::ranges::find(kChecksums, name, &NamedChecksum::name);
  return found == kChecksums.end() ? nullptr : found->holds;
}

}  // namespace stanch
