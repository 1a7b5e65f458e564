// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace stanch {

// A date in the one form that all must write (RFC 9110, 5.6.7): "Sun, 06 Nov
// 1994 08:49:37 GMT". Seconds since 1970.
std::optional<std::int64_t> http_date(std::string_view text);

}  // namespace stanch
