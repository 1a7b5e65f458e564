// SPDX-License-Identifier: Apache-2.0
#include "scanner/jwt_expiry.h"

#include <charconv>
#include <string>

#include "scanner/base64.h"

namespace stanch {

std::optional<std::int64_t> jwt_expiry(std::string_view token) {
  auto first = token.find('.');
  if (first == token.npos || !token.starts_with("ey")) return std::nullopt;
  auto second = std::min(token.find('.', first + 1), token.size());
  auto payload = decode_base64(token.substr(first + 1, second - first - 1));
  if (!payload) return std::nullopt;
  constexpr std::string_view kName = "\"exp\"";
  auto at = payload->find(kName);
  if (at == payload->npos) return std::nullopt;
  at = payload->find_first_not_of(" \t:", at + kName.size());
  if (at == payload->npos) return std::nullopt;
  std::int64_t out = 0;
  const char* end = payload->data() + payload->size();
  auto read = std::from_chars(payload->data() + at, end, out);
  if (read.ec != std::errc()) return std::nullopt;
  return out;
}

}  // namespace stanch
