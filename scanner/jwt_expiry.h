// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace stanch {

// When a JSON Web Token ends (RFC 7519, `exp`), in seconds since 1970. Nothing
// where it is no token or does not say.
std::optional<std::int64_t> jwt_expiry(std::string_view token);

}  // namespace stanch
