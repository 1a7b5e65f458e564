// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace stanch {

// A moment as somebody writes it after --since, in seconds since 1970:
//   2024-02-29               its first second
//   2024-02-29T23:30[:05]    a space may stand for the T; then, where it is not
//                            local time, Z, +05:30 or +0530
//   @1709249400              seconds since 1970
//   2 weeks ago              also 2.weeks, 2.weeks.ago, 1 day 12 hours ago;
//                            seconds to years
//   now, today, yesterday    today since its first second
// Unlike git's, what is not understood is nothing, never a guess. `now` in
// seconds since 1970. Local time is that of TZ.
std::optional<std::int64_t> parse_date(std::string_view text, std::int64_t now);

}  // namespace stanch
