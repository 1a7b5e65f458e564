// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stanch {

// What was compressed to less than this part repeats itself, and costs more to
// search than to write: text becomes a third to a tenth. Of such bombs no more
// is given than their begin, as long as they are.
inline constexpr std::size_t kMostInflated = 16;
inline constexpr std::size_t kBeginOfBomb = 1024;

// What gzip (RFC 1952) or zlib (RFC 1950) compressed: at most its first `limit`
// bytes, and as much as can be read of what is damaged or cut off.
std::string inflate_some(std::string_view bytes, std::size_t limit);

}  // namespace stanch
