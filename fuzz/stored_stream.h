// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace stanch {

// A zlib stream of one stored block (RFC 1950 and 1951), as zlib's own start is
// slow; up to 64 KiB.
std::string stored_stream(std::string_view bytes);

}  // namespace stanch
