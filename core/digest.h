// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace stanch {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);                             // FIPS 180-4
Sha256 hmac_sha256(std::string_view key, std::string_view bytes);  // RFC 2104

// Lower-case hexadecimal.
std::string hex(std::span<const std::uint8_t> bytes);

}  // namespace stanch
