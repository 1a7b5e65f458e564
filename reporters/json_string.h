// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace stanch {

// The bytes as a JSON string with its quotes, as in the reports: pure ASCII,
// what is not UTF-8 as `\xNN`.
std::string json_string(std::string_view bytes);

}  // namespace stanch
