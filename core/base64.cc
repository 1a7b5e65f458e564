// SPDX-License-Identifier: Apache-2.0
#include "core/base64.h"

#include <openssl/evp.h>

#include "core/octets.h"

namespace stanch {

std::string base64_text(std::string_view bytes) {
  // OpenSSL ends the text with a NUL.
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(octets(out), octets(bytes), static_cast<int>(bytes.size()));
  out.pop_back();
  return out;
}

std::optional<std::string> base64_bytes(std::string_view text) {
  // EVP_DecodeBlock skips white space at both ends, which we do not want.
  if (text.size() % 4 != 0 || text.find_first_of(" \t\r\n\v") != text.npos) {
    return std::nullopt;
  }
  if (text.empty()) return std::string();
  std::string out(text.size() / 4 * 3, '\0');
  int size =
      EVP_DecodeBlock(octets(out), octets(text), static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

}  // namespace stanch
