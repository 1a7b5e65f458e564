// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stanch {

// What gzip (RFC 1952) or zlib (RFC 1950) compressed: at most its first `limit`
// bytes, and as much as can be read of what is damaged or cut off.
std::string inflate_some(std::string_view bytes, std::size_t limit);

}  // namespace stanch
