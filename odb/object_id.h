// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "odb/big_endian.h"

namespace stanch {

// The hash that names the objects of a repository; its value is the length of
// a name in bytes.
enum class HashKind : std::uint8_t { kSha1 = 20, kSha256 = 32 };

inline std::size_t id_size(HashKind kind) {
  return static_cast<std::size_t>(kind);
}

// The name of a git object: 20 bytes (SHA-1) or 32 (SHA-256). A value.
class ObjectId {
 public:
  ObjectId() = default;
  // Reads id_size(kind) bytes, as they stand in git's files.
  explicit ObjectId(const std::uint8_t* bytes, HashKind kind = HashKind::kSha1)
      : kind_(kind) {
    std::memcpy(bytes_.data(), bytes, id_size(kind));
  }
  // From 40 or 64 hexadecimal digits; nothing where it is anything else.
  static std::optional<ObjectId> parse(std::string_view digits);

  HashKind kind() const { return kind_; }
  const std::uint8_t* data() const { return bytes_.data(); }
  std::size_t size() const { return id_size(kind_); }
  const std::uint8_t* begin() const { return data(); }
  const std::uint8_t* end() const { return data() + size(); }

  // The first eight bytes, big-endian: a key for tables.
  std::uint64_t prefix() const { return big_endian64(bytes_.data()); }

  auto operator<=>(const ObjectId&) const = default;

 private:
  std::array<std::uint8_t, 32> bytes_ = {};
  HashKind kind_ = HashKind::kSha1;
};

// In lower-case hexadecimal.
std::string hex(const ObjectId& id);

// The hash of the parts, one after another: of "blob 3", NUL and "abc", the
// name of that blob.
ObjectId hash(HashKind kind, std::initializer_list<std::string_view> parts);

}  // namespace stanch

template <>
struct std::hash<stanch::ObjectId> {
  std::size_t operator()(const stanch::ObjectId& id) const {
    return id.prefix();
  }
};
