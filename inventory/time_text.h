// SPDX-License-Identifier: Apache-2.0
//
// Points in time and spans, in seconds, as texts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace stanch {

inline constexpr std::int64_t kDay = 86400;

// "2026-11-21T17:00:00Z" (RFC 3339).
std::string utc_text(std::int64_t time);
// "2026-11-21".
std::string day_text(std::int64_t time);

// A day, or a time with its zone as git and others write it:
// "2026-11-21T17:00:00+02:00", "2026-11-21 17:00:00 +0200". Nothing where it is
// none.
std::optional<std::int64_t> time_of(std::string_view text);

// "15m", "24h", "7d", "12w", "1y": a number and its unit; a year has 365 days.
std::optional<std::int64_t> span_of(std::string_view text);

// The largest unit that leaves two digits or one: "45 s", "36 h", "400 d".
std::string span_text(std::int64_t seconds);

}  // namespace stanch
