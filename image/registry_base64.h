// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/secret_text.h"

namespace stanch {

// RFC 4648, section 4, for logins: nothing is left in memory.
SecretText base64_encoded(std::string_view bytes);
// None where it is no base64; missing padding is forgiven.
std::optional<SecretText> base64_decoded(std::string_view text);

}  // namespace stanch
