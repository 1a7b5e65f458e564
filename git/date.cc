// SPDX-License-Identifier: Apache-2.0
#include "git/date.h"

#include <array>
#include <charconv>
#include <chrono>
#include <ctime>
#include <string>
#include <vector>

namespace stanch {
namespace {

constexpr std::int64_t kDay = std::int64_t{24} * 3600;

// Takes exactly `width` digits off the front.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
  int number = 0;
  if (text.size() < width) return std::nullopt;
  for (char digit : text.substr(0, width)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    number = number * 10 + (digit - '0');
  }
  text.remove_prefix(width);
  return number;
}

bool take(std::string_view& text, std::string_view letters) {
  if (text.empty() || !letters.contains(text[0])) return false;
  text.remove_prefix(1);
  return true;
}

// "Z", "+05:30", "+0530": minutes east of UTC.
std::optional<int> take_zone(std::string_view& text) {
  if (take(text, "zZ")) return 0;
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  auto hours = take_digits(text, 2);
  take(text, ":");
  auto minutes = take_digits(text, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return sign * (*hours * 60 + *minutes);
}

// Hours, minutes, seconds.
std::optional<std::array<int, 3>> take_clock(std::string_view& text) {
  auto hours = take_digits(text, 2);
  if (!hours || !take(text, ":")) return std::nullopt;
  auto minutes = take_digits(text, 2);
  std::optional<int> seconds = 0;
  if (take(text, ":")) seconds = take_digits(text, 2);
  if (!minutes || !seconds || *hours > 23 || *minutes > 59 || *seconds > 60) {
    return std::nullopt;
  }
  return std::array{*hours, *minutes, *seconds};
}

std::optional<std::int64_t> local(std::tm fields) {
  fields.tm_isdst = -1;
  std::time_t time = std::mktime(&fields);
  if (time == std::time_t{-1} && fields.tm_year != 69) return std::nullopt;
  return time;
}

std::optional<std::int64_t> calendar_date(std::string_view text) {
  auto year = take_digits(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  auto month = take_digits(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date(
      std::chrono::year(*year),
      std::chrono::month(static_cast<unsigned>(*month)),
      std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  std::array<int, 3> clock = {};
  std::optional<int> zone;
  if (take(text, "T ")) {
    auto taken = take_clock(text);
    if (!taken) return std::nullopt;
    clock = *taken;
    take(text, " ");
    if (!text.empty()) {
      zone = take_zone(text);
      if (!zone) return std::nullopt;
    }
  }
  if (!text.empty()) return std::nullopt;
  if (zone) {
    return std::chrono::sys_days(date).time_since_epoch().count() * kDay +
           std::int64_t{60} * (clock[0] * 60 + clock[1] - *zone) + clock[2];
  }
  std::tm fields = {};
  fields.tm_year = *year - 1900;
  fields.tm_mon = *month - 1;
  fields.tm_mday = *day;
  fields.tm_hour = clock[0];
  fields.tm_min = clock[1];
  fields.tm_sec = clock[2];
  return local(fields);
}

std::vector<std::string_view> words(std::string_view text) {
  constexpr std::string_view kBetween = " .,_-";
  std::vector<std::string_view> out;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end =
        std::min(text.find_first_of(kBetween, begin), text.size());
    if (end > begin) out.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return out;
}

// "2 weeks 1 day ago"; the "ago" may be left out.
std::optional<std::int64_t> relative_date(std::string_view text,
                                          std::int64_t now) {
  if (text.empty() || text[0] < '0' || text[0] > '9') return std::nullopt;
  std::vector<std::string_view> parts = words(text);
  if (!parts.empty() && parts.back() == "ago") parts.pop_back();
  if (parts.empty() || parts.size() % 2 != 0 || parts.size() > 14) {
    return std::nullopt;
  }
  std::int64_t seconds = 0;
  int months = 0;
  for (std::size_t i = 0; i < parts.size(); i += 2) {
    // A million years would do, and no sum overflows.
    int count = 0;
    std::string_view part = parts[i];
    auto [stop, error] =
        std::from_chars(part.data(), part.data() + part.size(), count);
    if (error != std::errc() || stop != part.data() + part.size() ||
        count < 0 || count > 1'000'000) {
      return std::nullopt;
    }
    std::string_view unit = parts[i + 1];
    if (unit.size() > 1 && unit.ends_with('s')) unit.remove_suffix(1);
    if (unit == "month" || unit == "year") {
      months += count * (unit == "year" ? 12 : 1);
    } else if (unit == "second" || unit == "minute" || unit == "hour" ||
               unit == "day" || unit == "week") {
      seconds += count * (unit == "second"   ? 1
                          : unit == "minute" ? 60
                          : unit == "hour"   ? 3600
                          : unit == "day"    ? kDay
                                             : 7 * kDay);
    } else {
      return std::nullopt;
    }
  }
  if (months == 0) return now - seconds;
  std::time_t start = now;
  std::tm fields = {};
  if (::localtime_r(&start, &fields) == nullptr) return std::nullopt;
  fields.tm_mon -= months;
  auto moved = local(fields);
  if (!moved) return std::nullopt;
  return *moved - seconds;
}

}  // namespace

std::optional<std::int64_t> parse_date(std::string_view text,
                                       std::int64_t now) {
  if (text == "now") return now;
  if (text == "yesterday") return now - kDay;
  if (text == "today") {
    std::time_t start = now;
    std::tm fields = {};
    if (::localtime_r(&start, &fields) == nullptr) return std::nullopt;
    fields.tm_hour = fields.tm_min = fields.tm_sec = 0;
    return local(fields);
  }
  if (text.starts_with('@')) {
    text.remove_prefix(1);
    std::int64_t seconds = 0;
    auto [stop, error] =
        std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || stop != text.data() + text.size()) {
      return std::nullopt;
    }
    return seconds;
  }
  if (auto date = calendar_date(text)) return date;
  return relative_date(text, now);
}

}  // namespace stanch
