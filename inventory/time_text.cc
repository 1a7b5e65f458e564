// SPDX-License-Identifier: Apache-2.0
#include "inventory/time_text.h"

#include <charconv>
#include <chrono>

#include <fmt/core.h>

namespace stanch {
namespace {

constexpr std::int64_t kMinute = 60, kHour = 3600;

// Reads numbers of a fixed width from the front of a text.
class Digits {
 public:
  explicit Digits(std::string_view text) : rest_(text) {}

  int take(std::size_t width) {
    int value = 0;
    std::string_view part = rest_.substr(0, width);
    auto [end, failure] =
        std::from_chars(part.data(), part.data() + part.size(), value);
    if (part.size() != width || failure != std::errc() ||
        end != part.data() + width || part[0] == '-') {
      ok_ = false;
      return 0;
    }
    rest_.remove_prefix(width);
    return value;
  }
  bool skip(std::string_view any) {
    if (rest_.empty() || any.find(rest_[0]) == any.npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(std::string_view any) { ok_ = skip(any) && ok_; }
  bool ok() const { return ok_; }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

// "Z", "+02:00", "+0200"; none is UTC.
std::int64_t zone_of(Digits& digits) {
  digits.skip(" ");
  if (digits.rest().empty() || digits.skip("Zz")) return 0;
  bool is_west = digits.rest()[0] == '-';
  digits.expect("+-");
  std::int64_t out = digits.take(2) * kHour;
  digits.skip(":");
  out += digits.take(2) * kMinute;
  return is_west ? -out : out;
}

}  // namespace

std::string utc_text(std::int64_t time) {
  std::int64_t of_day = ((time % kDay) + kDay) % kDay;
  return fmt::format("{}T{:02}:{:02}:{:02}Z", day_text(time), of_day / kHour,
                     of_day % kHour / kMinute, of_day % kMinute);
}

std::string day_text(std::int64_t time) {
  std::int64_t days = (time - (((time % kDay) + kDay) % kDay)) / kDay;
  std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{days}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::optional<std::int64_t> time_of(std::string_view text) {
  Digits digits(text);
  int year = digits.take(4);
  digits.expect("-");
  int month = digits.take(2);
  digits.expect("-");
  int day = digits.take(2);
  std::chrono::year_month_day date{
      std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
      std::chrono::day(static_cast<unsigned>(day))};
  if (!digits.ok() || !date.ok()) return std::nullopt;
  std::int64_t out =
      std::chrono::sys_days(date).time_since_epoch().count() * kDay;
  if (digits.rest().empty()) return out;
  digits.expect("T ");
  out += digits.take(2) * kHour;
  digits.expect(":");
  out += digits.take(2) * kMinute;
  if (digits.skip(":")) out += digits.take(2);
  if (digits.skip(".")) {
    while (digits.skip("0123456789")) continue;
  }
  out -= zone_of(digits);
  if (!digits.ok() || !digits.rest().empty()) return std::nullopt;
  return out;
}

std::optional<std::int64_t> span_of(std::string_view text) {
  std::int64_t number = 0;
  auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit(
      end, static_cast<std::size_t>(text.data() + text.size() - end));
  constexpr std::int64_t kMost = 1'000'000;
  if (failure != std::errc() || number < 0 || number > kMost) {
    return std::nullopt;
  }
  if (unit == "s") return number;
  if (unit == "m") return number * kMinute;
  if (unit == "h") return number * kHour;
  if (unit == "d") return number * kDay;
  if (unit == "w") return number * 7 * kDay;
  if (unit == "y") return number * 365 * kDay;
  return std::nullopt;
}

std::string span_text(std::int64_t seconds) {
  if (seconds < 2 * kMinute) return fmt::format("{} s", seconds);
  if (seconds < 2 * kHour) return fmt::format("{} min", seconds / kMinute);
  if (seconds < 2 * kDay) return fmt::format("{} h", seconds / kHour);
  return fmt::format("{} d", seconds / kDay);
}

}  // namespace stanch
