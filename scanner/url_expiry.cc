// SPDX-License-Identifier: Apache-2.0
#include "scanner/url_expiry.h"

#include <charconv>
#include <chrono>
#include <initializer_list>

namespace stanch {
namespace {

// The number in the first `digits` bytes.
std::optional<std::int64_t> number_in(std::string_view text,
                                      std::size_t digits) {
  if (text.size() < digits) return std::nullopt;
  text = text.substr(0, digits);
  std::int64_t out = 0;
  auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  bool is_all = read.ptr == text.data() + text.size();
  if (read.ec != std::errc() || !is_all) return std::nullopt;
  return out;
}

// What follows `name`; empty where it does not occur.
std::string_view after(std::string_view line, std::string_view name) {
  auto at = line.find(name);
  return at == line.npos ? std::string_view() : line.substr(at + name.size());
}

// "20240131" or "2024-01-31", and so many days.
std::optional<std::int64_t> day_in(std::string_view text, int days) {
  const std::size_t gap = text.size() > 4 && text[4] == '-' ? 1 : 0;
  auto year = number_in(text, 4);
  if (!year || text.size() < 8 + 2 * gap) return std::nullopt;
  auto month = number_in(text.substr(4 + gap), 2);
  auto day = number_in(text.substr(6 + 2 * gap), 2);
  if (!month || !day) return std::nullopt;
  const std::chrono::year_month_day date{
      std::chrono::year(static_cast<int>(*year)),
      std::chrono::month(static_cast<unsigned>(*month)),
      std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  const std::chrono::sys_seconds end =
      std::chrono::sys_days(date) + std::chrono::days(days);
  return end.time_since_epoch().count();
}

}  // namespace

std::optional<std::int64_t> url_expiry(std::string_view line) {
  constexpr int kLongestDays = 7;  // of both kinds of signature, version 4
  for (std::string_view name : {"X-Amz-Date=", "X-Goog-Date="}) {
    if (auto end = day_in(after(line, name), kLongestDays)) return end;
  }
  if (line.contains("sig=")) {
    for (std::string_view name : {"?se=", "&se=", "&amp;se="}) {
      if (auto end = day_in(after(line, name), 1)) return end;
    }
  }
  if (!line.contains("Signature=")) return std::nullopt;
  constexpr std::size_t kDigits = 10;  // of seconds, from 2001 to 2286
  return number_in(after(line, "Expires="), kDigits);
}

}  // namespace stanch
