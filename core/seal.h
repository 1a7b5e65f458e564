// SPDX-License-Identifier: Apache-2.0
//
// Secrets that must be kept for a while: sealed with AES-256-GCM (NIST SP
// 800-38D) under a key that is kept elsewhere.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/secret.h"

namespace stanch {

// From the system's generator, fit for keys.
std::string random_bytes(std::size_t count);

// A random nonce, the sealed bytes and their tag. `key` has 32 bytes. What it
// is sealed for (`purpose`: a run's id, say) is no part of it, but must be
// given again, so that one sealed value cannot stand in another's place.
std::string seal(std::string_view key, std::string_view plain,
                 std::string_view purpose);

// Nothing where the key or the purpose is another, or a bit was changed.
std::optional<Secret> unseal(std::string_view key, std::string_view sealed,
                             std::string_view purpose);

}  // namespace stanch
