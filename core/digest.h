// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace stanch {

using Sha1 = std::array<std::uint8_t, 20>;
using Sha256 = std::array<std::uint8_t, 32>;

// FIPS 180-4, of the parts one after another. SHA-1 names git's objects and
// protects nothing.
Sha1 sha1(std::initializer_list<std::string_view> parts);
Sha256 sha256(std::initializer_list<std::string_view> parts);

Sha256 sha256(std::string_view bytes);                             // FIPS 180-4
Sha256 hmac_sha256(std::string_view key, std::string_view bytes);  // RFC 2104
// PBKDF2 with HMAC-SHA-256, its first block (RFC 8018, section 5.2).
Sha256 pbkdf2_sha256(std::string_view password, std::string_view salt,
                     unsigned iterations);

// A hash of bytes that come piece by piece. Movable; for one thread.
class DigestStream {
 public:
  enum class Kind { kSha256, kSha512 };  // FIPS 180-4

  explicit DigestStream(Kind kind);
  ~DigestStream();
  DigestStream(DigestStream&&) noexcept;
  DigestStream& operator=(DigestStream&&) noexcept;

  void add(std::string_view bytes);
  // Of all that was added, in lower-case hexadecimal; the last call.
  std::string end();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The same bytes, borrowed.
inline std::string_view as_text(const Sha256& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// Lower-case hexadecimal.
std::string hex(std::span<const std::uint8_t> bytes);

}  // namespace stanch
