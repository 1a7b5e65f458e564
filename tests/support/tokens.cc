// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tokens.h"

#include <zlib.h>

namespace stanch {

std::string random_text(unsigned seed, std::size_t size,
                        std::string_view alphabet) {
  std::mt19937 random(seed);
  std::string out;
  while (out.size() < size) out += alphabet[random() % alphabet.size()];
  return out;
}

std::string github_pat(unsigned seed) {
  std::string body = random_text(seed, 30);
  auto crc = crc32(0, reinterpret_cast<const Bytef*>(body.data()),
                   static_cast<uInt>(body.size()));
  std::string check(6, '0');
  for (std::size_t i = 6; i-- > 0; crc /= 62) check[i] = kBase62[crc % 62];
  return "ghp_" + body + check;
}

std::string github_leak(unsigned seed) {
  return "key = \"" + github_pat(seed) + "\"\n";
}

std::string broken_github_pat(unsigned seed) {
  std::string token = github_pat(seed);
  token.back() = token.back() == 'a' ? 'b' : 'a';
  return token;
}

}  // namespace stanch
