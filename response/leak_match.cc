// SPDX-License-Identifier: Apache-2.0
#include "response/leak_match.h"

#include "core/base64.h"
#include "core/seal.h"

namespace stanch {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::string_view kSpace = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  std::size_t first = text.find_first_not_of(kSpace);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

LeakMatcher::LeakMatcher(std::span<const Secret* const> leaked)
    : key_(random_bytes(kKeySize)) {
  for (std::size_t i = 0; i < leaked.size(); ++i) {
    if (leaked[i]->empty()) continue;
    leaks_.try_emplace(hmac_sha256(key_, leaked[i]->reveal()), i);
  }
}

std::optional<LeakMatcher::Found> LeakMatcher::match(
    std::string_view stored) const {
  auto find = [&](std::string_view text,
                  std::string_view how) -> std::optional<Found> {
    auto found = leaks_.find(hmac_sha256(key_, text));
    if (found == leaks_.end()) return std::nullopt;
    return Found{found->second, std::string(how)};
  };
  if (auto found = find(stored, "as it is")) return found;
  std::string_view inner = trimmed(stored);
  if (inner.size() != stored.size()) {
    if (auto found = find(inner, "trimmed")) return found;
  }
  auto decoded = base64_bytes(inner);
  if (!decoded) return std::nullopt;
  return find(trimmed(decoded->reveal()), "decoded from base64");
}

}  // namespace stanch
