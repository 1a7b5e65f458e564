// SPDX-License-Identifier: Apache-2.0
//
// Base64 in the standard alphabet with padding (RFC 4648, section 4), as
// protocols write it. What people leave in files is read by scanner/base64.h,
// which is kinder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stanch {

std::string base64_text(std::string_view bytes);

// Nothing where it is no such text.
std::optional<std::string> base64_bytes(std::string_view text);

}  // namespace stanch
