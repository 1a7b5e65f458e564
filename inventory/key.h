// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"
#include "core/secret.h"

namespace stanch {

// The key of an inventory: what fingerprints are made with and what is kept
// sealed. Whoever has the database without it can neither compute back from a
// fingerprint nor try guesses. Every use has a key of its own, HMAC-SHA-256 of
// the use's name. Wiped on destruction; move-only.
class InventoryKey {
 public:
  static InventoryKey random();
  // Of a text of any length (STANCH_KEY). Short or guessable texts make
  // guessable keys.
  static InventoryKey of_text(std::string_view text);
  // As bytes() gave it: 32 bytes.
  static InventoryKey of_bytes(std::string_view bytes);

  ~InventoryKey();
  InventoryKey(InventoryKey&&) noexcept = default;
  InventoryKey& operator=(InventoryKey&&) noexcept = default;
  InventoryKey(const InventoryKey&) = delete;
  InventoryKey& operator=(const InventoryKey&) = delete;

  // HMAC-SHA-256 of the value, 64 hexadecimal digits.
  Fingerprint fingerprint(std::string_view value) const;
  // The same of anything else, under another key: "head", "check".
  std::string sign(std::string_view use, std::string_view text) const;

  // core/seal.h, in hexadecimal.
  std::string seal(std::string_view value, std::string_view purpose) const;
  std::optional<Secret> unseal(std::string_view sealed,
                               std::string_view purpose) const;

  std::string_view bytes() const { return bytes_; }

 private:
  explicit InventoryKey(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string derived(std::string_view use) const;

  std::string bytes_;  // 32
};

// A key file: one line of 64 hexadecimal digits, readable by its owner only.
// Nothing where there is none; kUsage where others may read it or it is no key.
Result<std::optional<InventoryKey>> read_key_file(const std::string& path);

// Writes a new file, mode 0600, in a folder that is made with 0700 where it is
// missing. False where a file is there already: it is left alone.
Result<bool> write_key_file(const std::string& path, const InventoryKey& key);

}  // namespace stanch
