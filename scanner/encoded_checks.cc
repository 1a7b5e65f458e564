// SPDX-License-Identifier: Apache-2.0
#include "scanner/encoded_checks.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/digest.h"
#include "scanner/base64.h"

namespace stanch {
namespace {

bool is_object(const std::optional<std::string>& json) {
  return json && json->starts_with('{') && json->ends_with('}');
}

constexpr std::string_view kBitcoin =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::string_view kRipple =
    "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

// Big-endian bytes of a base 58 number; each leading zero digit is a zero byte.
std::optional<std::vector<std::uint8_t>> decode_base58(
    std::string_view text, std::string_view alphabet) {
  std::vector<std::uint8_t> out;  // little-endian while it grows
  for (char c : text) {
    auto digit = alphabet.find(c);
    if (digit == alphabet.npos) return std::nullopt;
    std::uint32_t carry = static_cast<std::uint32_t>(digit);
    for (std::uint8_t& byte : out) {
      carry += byte * 58u;
      byte = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    if (carry != 0) out.push_back(static_cast<std::uint8_t>(carry));
  }
  auto zeros = text.find_first_not_of(alphabet.front());
  out.resize(out.size() + std::min(zeros, text.size()));
  std::ranges::reverse(out);
  return out;
}

bool base58check(std::string_view secret, std::string_view alphabet) {
  auto bytes = decode_base58(secret, alphabet);
  if (!bytes || bytes->size() < 5) return false;
  std::string_view all(reinterpret_cast<const char*>(bytes->data()),
                       bytes->size());
  Sha256 once = sha256(all.substr(0, all.size() - 4));
  Sha256 twice =
      sha256({reinterpret_cast<const char*>(once.data()), once.size()});
  return std::equal(twice.begin(), twice.begin() + 4, bytes->end() - 4);
}

std::uint16_t crc16_xmodem(std::string_view bytes) {
  std::uint16_t crc = 0;
  for (unsigned char byte : bytes) {
    crc = static_cast<std::uint16_t>(crc ^ (byte << 8));
    for (int bit = 0; bit < 8; ++bit) {
      bool carry = crc & 0x8000;
      crc = static_cast<std::uint16_t>(crc << 1);
      if (carry) crc ^= 0x1021;
    }
  }
  return crc;
}

std::optional<std::string> decode_base32(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (char c : text) {
    auto digit = kAlphabet.find(c);
    if (digit == kAlphabet.npos) return std::nullopt;
    bits = (bits << 5) | static_cast<std::uint32_t>(digit);
    held += 5;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>(bits >> held & 0xff);
    }
  }
  return out;
}

// The base64 between the lines of a PEM block: white space, escapes of it, and
// what stands between the quoted lines of a program are taken out, and so are
// headers such as "Proc-Type: 4,ENCRYPTED" and PGP's "=abcd" check.
std::string pem_body(std::string_view block, bool& encrypted) {
  std::string unescaped;
  for (std::size_t i = 0; i < block.size(); ++i) {
    if (block[i] != '\\') {
      unescaped += block[i];
      continue;
    }
    // "\n", or "\\n" where a program's text is quoted once more.
    std::size_t letter = block.find_first_not_of('\\', i);
    if (letter == block.npos) break;
    if (std::string_view("nrt").contains(block[letter])) unescaped += '\n';
    i = std::string_view("nrt").contains(block[letter]) ? letter : letter - 1;
  }
  std::string body;
  std::size_t from = 0;
  while (from < unescaped.size()) {
    auto end = std::min(unescaped.find('\n', from), unescaped.size());
    std::string line = unescaped.substr(from, end - from);
    from = end + 1;
    if (line.find(':') != line.npos) {
      encrypted = encrypted || line.find("ENCRYPTED") != line.npos;
      continue;
    }
    std::erase_if(line, [](unsigned char c) {
      return !std::isalnum(c) && c != '+' && c != '/' && c != '=';
    });
    // A check line of PGP, or the '+' that joins quoted lines.
    if (line.starts_with('=')) continue;
    if (!line.empty() && (line.back() == '+' || line.front() == '+') &&
        line.size() % 4 == 1) {
      line.erase(line.front() == '+' ? 0 : line.size() - 1, 1);
    }
    body += line;
  }
  return body;
}

bool is_whole_der_sequence(std::string_view der) {
  if (der.size() < 2 || der[0] != 0x30) return false;
  auto first = static_cast<std::uint8_t>(der[1]);
  std::size_t header = 2;
  std::size_t length = first;
  if (first & 0x80) {
    std::size_t digits = first & 0x7f;
    if (digits == 0 || digits > 3 || der.size() < 2 + digits) return false;
    header += digits;
    length = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      length = length << 8 | static_cast<std::uint8_t>(der[2 + i]);
    }
  }
  return length >= 32 && header + length <= der.size() &&
         der.size() - header - length <= 2;
}

}  // namespace

bool is_jwt(std::string_view secret) {
  auto first = secret.find('.');
  if (first == secret.npos) return false;
  auto second = secret.find('.', first + 1);
  if (second == secret.npos) return false;
  auto header = decode_base64(secret.substr(0, first));
  auto claims = decode_base64(secret.substr(first + 1, second - first - 1));
  return is_object(header) && header->find("\"alg\"") != header->npos &&
         is_object(claims);
}

bool is_bech32(std::string_view secret) {
  constexpr std::string_view kAlphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  constexpr std::array<std::uint32_t, 5> kGenerator = {
      0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
  std::string text(secret);
  std::ranges::transform(text, text.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  auto mark = text.rfind('1');
  if (mark == text.npos || mark == 0 || text.size() - mark < 7) return false;
  std::uint32_t state = 1;
  auto feed = [&](std::uint32_t value) {
    std::uint32_t top = state >> 25;
    state = (state & 0x1ffffff) << 5 ^ value;
    for (std::size_t i = 0; i < kGenerator.size(); ++i) {
      if (top >> i & 1) state ^= kGenerator[i];
    }
  };
  auto prefix = std::string_view(text).substr(0, mark);
  for (char c : prefix) feed(static_cast<unsigned char>(c) >> 5);
  feed(0);
  for (char c : prefix) feed(c & 31);
  for (char c : std::string_view(text).substr(mark + 1)) {
    auto digit = kAlphabet.find(c);
    if (digit == kAlphabet.npos) return false;
    feed(static_cast<std::uint32_t>(digit));
  }
  return state == 1;
}

bool is_base58check(std::string_view secret) {
  return base58check(secret, kBitcoin);
}

bool is_base58check_ripple(std::string_view secret) {
  return base58check(secret, kRipple);
}

bool is_strkey(std::string_view secret) {
  auto bytes = decode_base32(secret);
  if (!bytes || bytes->size() < 3) return false;
  std::string_view body(bytes->data(), bytes->size() - 2);
  auto low = static_cast<std::uint8_t>((*bytes)[body.size()]);
  auto high = static_cast<std::uint8_t>((*bytes)[body.size() + 1]);
  return crc16_xmodem(body) == (low | high << 8);
}

bool is_pem_key(std::string_view secret) {
  auto begin = secret.find("-----BEGIN ");
  if (begin == secret.npos) return false;
  auto opened = secret.find("-----", begin + 11);
  auto close = secret.rfind("-----END ");
  if (opened == secret.npos || close == secret.npos || close < opened + 5) {
    return false;
  }
  bool opaque = secret.find("PGP PRIVATE KEY BLOCK") != secret.npos;
  auto body = decode_base64(
      pem_body(secret.substr(opened + 5, close - opened - 5), opaque));
  if (!body) return false;
  if (opaque) return body->size() >= 64;
  return body->starts_with("openssh-key-v1") || is_whole_der_sequence(*body);
}

}  // namespace stanch
