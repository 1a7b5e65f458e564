// SPDX-License-Identifier: Apache-2.0
//
// Base64 in the standard alphabet with padding (RFC 4648, section 4), as
// protocols write it: logins mostly, so nothing is left in memory. What people
// leave in files is read by scanner/base64.h, which is kinder.
#pragma once

#include <optional>
#include <string_view>

#include "core/secret_text.h"

namespace stanch {

SecretText base64_text(std::string_view bytes);

// Nothing where it is no such text. Padding may be left out, but not in part.
std::optional<SecretText> base64_bytes(std::string_view text);

}  // namespace stanch
