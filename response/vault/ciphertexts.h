// SPDX-License-Identifier: Apache-2.0
//
// Ciphertexts of the transit engine, "vault:v3:...": encrypted by version 3 of
// a key. They are encrypted anew inside of the engine: what is in them is never
// seen here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"
#include "response/vault/vault.h"

namespace stanch {

struct TransitKey {
  std::string mount = "transit";
  std::string name;

  std::string at(std::string_view call) const {  // "transit/rewrap/billing"
    return mount + "/" + std::string(call) + "/" + name;
  }
};

// The version that made a ciphertext; 0 where the text is none.
std::int64_t version_of_ciphertext(std::string_view text);

// What the engine makes of a ciphertext: one of the newest version, if it takes
// it. `refusal`: in which words it does not.
struct Rewrapped {
  std::optional<Secret> ciphertext;
  std::string refusal;
};
Answer<Rewrapped> rewrap(Vault& vault, const TransitKey& key,
                         std::string_view ciphertext);

// How the engine refuses versions below min_decryption_version.
inline constexpr std::string_view kTooOld =
    "ciphertext or signature version is disallowed by policy (too old)";
// Whether it says so of a ciphertext of another key.
bool is_of_other_key(std::string_view refusal);

// The key's ciphertexts in the newest versions of key/value secrets.
struct StoredCiphertexts {
  std::size_t older = 0;          // of versions before `newest`
  std::vector<std::string> left;  // what could not be encrypted anew, and why
};

// Below each of `places`, but not at `except`, which somebody else writes.
// Those older than `newest` are counted or, with `rewrites`, encrypted anew and
// patched with check-and-set: a secret that was written meanwhile is kConflict.
// Done again it does what is left.
struct CiphertextSearch {
  std::vector<std::string> places;
  std::string except = {};
  std::int64_t newest = 0;
  bool rewrites = false;
};
Answer<StoredCiphertexts> each_ciphertext(Vault& vault, const TransitKey& key,
                                          const CiphertextSearch& search);

}  // namespace stanch
