// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace stanch {

// How many bytes a mask speaks of.
inline constexpr std::size_t kMaskedBytes = 64;

// Of each of 64 bytes whether it is one that is sought; the first one lowest.
using ByteMask = std::uint64_t (*)(const char*);

// The digits of base64, in both alphabets; and % & = and the backslash. Each
// the fastest that this processor can.
ByteMask base64_digit_mask();
ByteMask escape_lead_mask();

}  // namespace stanch
