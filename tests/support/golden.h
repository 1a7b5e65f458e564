// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace stanch {

// Checks `actual` against the file of that name, from the root of the source
// tree; with STANCH_UPDATE_EXPECTED=1 writes the file instead.
void check_golden(const std::string& file, std::string_view actual);

}  // namespace stanch
