// SPDX-License-Identifier: Apache-2.0
#include "core/digest.h"

#include <cstdlib>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

namespace stanch {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

Sha256 sha256(std::string_view bytes) {
  Sha256 out;
  SHA256(bytes_of(bytes), bytes.size(), out.data());
  return out;
}

Sha256 hmac_sha256(std::string_view key, std::string_view bytes) {
  Sha256 out;
  unsigned int size = out.size();
  // Fails only when OpenSSL has no SHA-256 or no memory: nothing to go on with.
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           bytes_of(bytes), bytes.size(), out.data(), &size) == nullptr) {
    std::abort();
  }
  return out;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace stanch
