// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace stanch {

// A keyed name of a secret: equal secrets have equal fingerprints under one
// key, and without the key nothing can be computed back from it but a guess.
// HMAC-SHA-256 (RFC 2104) of the bytes, its first 16 bytes in lower-case
// hexadecimal. The default key is a fixed public value, so that fingerprints in
// ignore files hold on every machine; a team may set its own (STANCH_KEY).
using Fingerprint = std::string;

// The bytes of a credential. Prints redacted, compares by fingerprint, is wiped
// on destruction, and cannot be copied by accident. reveal() is the only way
// to the bytes: each call is reviewed. Immutable, so safe to read from any
// thread.
class Secret {
 public:
  Secret() = default;
  // `key` is used only here, for the fingerprint; empty means the default.
  explicit Secret(std::string_view bytes, std::string_view key = {});
  ~Secret();
  Secret(Secret&&) noexcept;
  Secret& operator=(Secret&&) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  const Fingerprint& fingerprint() const { return fingerprint_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // 100: "REDACTED". 1..99: the first (100 - percent)% of the bytes, rounded
  // to nearest, then "...". 0: the bytes. Never the whole secret unless 0.
  std::string redacted(int percent = 100) const;

  std::string_view reveal() const { return {bytes_.get(), size_}; }

  bool operator==(const Secret& other) const {
    return fingerprint_ == other.fingerprint_;
  }

 private:
  void wipe();

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  Fingerprint fingerprint_;
};

// Overwrites memory in a way that the compiler does not remove.
void wipe(void* memory, std::size_t size);

}  // namespace stanch
