// SPDX-License-Identifier: Apache-2.0
#include "reporters/utc.h"

#include <chrono>
#include <cstdio>

#include <fmt/format.h>

namespace stanch {

std::string in_utc(std::string_view date) {
  namespace chrono = std::chrono;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  int zone_hours = 0, zone_minutes = 0;
  char sign = '+';
  std::string text(date);
  int read =
      std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d%c%d:%d", &year, &month, &day,
                  &hour, &minute, &second, &sign, &zone_hours, &zone_minutes);
  if (read == 7 && sign == 'Z') return text;
  if (read != 9 || (sign != '+' && sign != '-')) return text;
  chrono::sys_days midnight = chrono::year(year) / month / day;
  auto offset = chrono::hours(zone_hours) + chrono::minutes(zone_minutes);
  auto local = midnight + chrono::hours(hour) + chrono::minutes(minute) +
               chrono::seconds(second);
  auto utc = sign == '+' ? local - offset : local + offset;
  auto utc_day = chrono::floor<chrono::days>(utc);
  chrono::year_month_day on(utc_day);
  chrono::hh_mm_ss at(utc - utc_day);
  return fmt::format(
      "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(on.year()),
      static_cast<unsigned>(on.month()), static_cast<unsigned>(on.day()),
      at.hours().count(), at.minutes().count(), at.seconds().count());
}

}  // namespace stanch
