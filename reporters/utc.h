// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace stanch {

// "2024-01-02T03:04:05+02:00" as "2024-01-02T01:04:05Z" (RFC 3339). What is no
// such date stays as it is.
std::string in_utc(std::string_view date);

}  // namespace stanch
