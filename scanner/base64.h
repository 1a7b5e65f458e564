// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stanch {

// Decodes base64 in the standard or the URL alphabet (RFC 4648), with or
// without padding. Nothing where a byte is of neither alphabet or the length
// cannot be.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace stanch
