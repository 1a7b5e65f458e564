// SPDX-License-Identifier: Apache-2.0
#include "git/date.h"

#include <cstdlib>
#include <ctime>
#include <string>

#include "git/commit.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

constexpr std::int64_t kLeapDay = 1'709'229'600;  // 2024-02-29T18:00:00Z

// Runs in a zone of its own, and puts back what was set before.
class InZone {
 public:
  explicit InZone(const char* zone) {
    if (const char* before = std::getenv("TZ")) before_ = before;
    set(zone);
  }
  ~InZone() { set(before_.empty() ? nullptr : before_.c_str()); }
  InZone(const InZone&) = delete;
  InZone& operator=(const InZone&) = delete;

 private:
  static void set(const char* zone) {
    if (zone == nullptr) {
      ::unsetenv("TZ");
    } else {
      ::setenv("TZ", zone, 1);
    }
    ::tzset();
  }
  std::string before_;
};

std::string as_date(std::string_view text) {
  auto time = parse_date(text, kLeapDay);
  return time ? iso_date(*time, 0) : "none";
}

}  // namespace

TEST_CASE("dates are read as people write them", "[git]") {
  InZone zone("UTC0");
  CHECK(as_date("2024-02-29") == "2024-02-29T00:00:00Z");
  CHECK(as_date("2024-02-29T23:30") == "2024-02-29T23:30:00Z");
  CHECK(as_date("2024-02-29 23:30:05") == "2024-02-29T23:30:05Z");
  CHECK(as_date("2024-02-29T23:30:05Z") == "2024-02-29T23:30:05Z");
  CHECK(as_date("2024-02-29T23:30:05+05:30") == "2024-02-29T18:00:05Z");
  CHECK(as_date("2024-02-29 23:30:05 -0130") == "2024-03-01T01:00:05Z");
  CHECK(as_date("@12") == "1970-01-01T00:00:12Z");
  CHECK(as_date("1969-12-31T23:59:59") == "1969-12-31T23:59:59Z");
  CHECK(as_date("now") == "2024-02-29T18:00:00Z");
  CHECK(as_date("today") == "2024-02-29T00:00:00Z");
  CHECK(as_date("yesterday") == "2024-02-28T18:00:00Z");
  CHECK(as_date("2 weeks ago") == "2024-02-15T18:00:00Z");
  CHECK(as_date("2.weeks") == "2024-02-15T18:00:00Z");
  CHECK(as_date("3.days.ago") == "2024-02-26T18:00:00Z");
  CHECK(as_date("1 day 12 hours ago") == "2024-02-28T06:00:00Z");
  CHECK(as_date("90 seconds") == "2024-02-29T17:58:30Z");
  CHECK(as_date("1 month ago") == "2024-01-29T18:00:00Z");
  CHECK(as_date("2 years ago") == "2022-03-01T18:00:00Z");
}

TEST_CASE("a date without a zone is local", "[git]") {
  InZone zone("EST5EDT,M3.2.0,M11.1.0");
  CHECK(as_date("2024-01-15") == "2024-01-15T05:00:00Z");
  CHECK(as_date("2024-07-15T12:00") == "2024-07-15T16:00:00Z");
  CHECK(as_date("2024-07-15T12:00Z") == "2024-07-15T12:00:00Z");
  CHECK(as_date("today") == "2024-02-29T05:00:00Z");
}

TEST_CASE("what is no date is nothing", "[git]") {
  for (std::string_view text :
       {"", "main", "2024", "2024-13-01", "2023-02-29", "2024-2-3",
        "2024-02-29x", "2024-02-29T", "2024-02-29T25:00", "2024-02-29T10:00+5",
        "@", "@x", "ago", "2", "two weeks ago", "2 fortnights ago",
        "-1 day ago", "99999999999 days ago", "1.0"}) {
    CAPTURE(text);
    CHECK(as_date(text) == "none");
  }
}

}  // namespace stanch
