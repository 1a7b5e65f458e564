// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace stanch {

// When a signed URL in a line ends, in seconds since 1970: by `X-Amz-Date` or
// `X-Goog-Date` and the week that they last at most, by `se` of an Azure shared
// access signature, by `Expires` of CloudFront. Nothing where none says so.
std::optional<std::int64_t> url_expiry(std::string_view line);

}  // namespace stanch
