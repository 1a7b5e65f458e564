// SPDX-License-Identifier: Apache-2.0
#include "odb/object_id.h"

#include <span>

#include "core/digest.h"

namespace stanch {
namespace {

// Sixteen and more: not a digit.
unsigned digit_value(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  if (digit >= 'a' && digit <= 'f') {
    return static_cast<unsigned>(digit - 'a') + 10;
  }
  if (digit >= 'A' && digit <= 'F') {
    return static_cast<unsigned>(digit - 'A') + 10;
  }
  return 16;
}

}  // namespace

std::optional<ObjectId> ObjectId::parse(std::string_view digits) {
  HashKind kind = HashKind::kSha1;
  if (digits.size() == 2 * id_size(HashKind::kSha256)) {
    kind = HashKind::kSha256;
  } else if (digits.size() != 2 * id_size(HashKind::kSha1)) {
    return std::nullopt;
  }
  std::array<std::uint8_t, 32> bytes = {};
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    unsigned high = digit_value(digits[i]);
    unsigned low = digit_value(digits[i + 1]);
    if (high > 15 || low > 15) return std::nullopt;
    bytes[i / 2] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return ObjectId(bytes.data(), kind);
}

std::string hex(const ObjectId& id) {
  return hex(std::span<const std::uint8_t>(id.data(), id.size()));
}

ObjectId hash(HashKind kind, std::initializer_list<std::string_view> parts) {
  if (kind == HashKind::kSha1) return ObjectId(sha1(parts).data(), kind);
  return ObjectId(sha256(parts).data(), kind);
}

}  // namespace stanch
