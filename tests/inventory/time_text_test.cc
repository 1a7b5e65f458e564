// SPDX-License-Identifier: Apache-2.0
#include "inventory/time_text.h"

#include "tests/support/catch.h"

namespace stanch {

TEST_CASE("times are read and written", "[inventory]") {
  CHECK(utc_text(0) == "1970-01-01T00:00:00Z");
  CHECK(utc_text(1'800'000'000) == "2027-01-15T08:00:00Z");
  CHECK(utc_text(-1) == "1969-12-31T23:59:59Z");
  CHECK(day_text(951'782'400) == "2000-02-29");
  CHECK(time_of("2027-01-15T08:00:00Z") == 1'800'000'000);
  CHECK(time_of("2027-01-15T10:00:00+02:00") == 1'800'000'000);
  CHECK(time_of("2027-01-15 03:30:00 -0430") == 1'800'000'000);
  CHECK(time_of("2027-01-15T08:00:00.123Z") == 1'800'000'000);
  CHECK(time_of("2027-01-15") == 1'799'971'200);
  for (const char* text :
       {"", "2027", "2027-13-01", "2027-02-29", "2027-01-15T", "yesterday",
        "2027-01-15T08:00:00Zx", "2027-01-15T08:00:00+2", "-027-01-15"}) {
    INFO(text);
    CHECK_FALSE(time_of(text));
  }
}

TEST_CASE("spans are read and written", "[inventory]") {
  CHECK(span_of("90d") == 90 * 86'400);
  CHECK(span_of("24h") == 86'400);
  CHECK(span_of("15m") == 900);
  CHECK(span_of("2w") == 14 * 86'400);
  CHECK(span_of("1y") == 365 * 86'400);
  for (const char* text : {"", "d", "90", "-1d", "1x", "1 d", "99999999d"}) {
    INFO(text);
    CHECK_FALSE(span_of(text));
  }
  CHECK(span_text(45) == "45 s");
  CHECK(span_text(3000) == "50 min");
  CHECK(span_text(std::int64_t{36} * 3600) == "36 h");
  CHECK(span_text(std::int64_t{400} * 86'400) == "400 d");
}

}  // namespace stanch
