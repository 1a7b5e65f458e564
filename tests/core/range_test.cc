// SPDX-License-Identifier: Apache-2.0
#include "core/range.h"

#include <algorithm>
#include <string>

#include "core/position.h"
#include "tests/support/catch.h"

namespace stanch {

TEST_CASE("merged ranges are sorted, joined and not empty", "[core]") {
  std::vector<Range> ranges = {{8, 9}, {0, 2}, {2, 4}, {5, 5}, {3, 6}};
  CHECK(merged(ranges) == std::vector<Range>{{0, 6}, {8, 9}});
}

TEST_CASE("an intersection holds what both hold", "[core]") {
  std::vector<Range> a = {{0, 10}, {20, 30}};
  std::vector<Range> b = {{5, 22}, {28, 40}};
  CHECK(intersection(a, b) == std::vector<Range>{{5, 10}, {20, 22}, {28, 30}});
  CHECK(intersection(a, {}).empty());
}

TEST_CASE("neighbours do not touch", "[core]") {
  std::vector<Range> ranges = {{2, 4}, {8, 9}};
  CHECK_FALSE(touches_any(ranges, {0, 2}));
  CHECK_FALSE(touches_any(ranges, {4, 8}));
  CHECK(touches_any(ranges, {3, 4}));
  CHECK(touches_any(ranges, {0, 100}));
  CHECK_FALSE(touches_any(ranges, {9, 10}));
}

TEST_CASE("positions count lines and bytes from one", "[core]") {
  PositionCursor cursor("ab\ncd\n\ne", {});
  CHECK(cursor.at(0) == Position{1, 1});
  CHECK(cursor.at(2) == Position{1, 3});
  CHECK(cursor.at(3) == Position{2, 1});
  CHECK(cursor.at(7) == Position{4, 1});
  CHECK(advance({5, 7}, "xy") == Position{5, 9});
  CHECK(advance({5, 7}, "x\nyz") == Position{6, 3});
}

TEST_CASE("lines are counted right in texts of any length", "[core]") {
  // Bytes that differ from a line's end in one bit, among many that are one.
  constexpr std::string_view kBytes = "\n\n\x8a\x0b\x0e\x4a\n\n\n";
  std::string text;
  for (std::size_t i = 0; i < 5000; ++i) {
    auto lines = static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
    REQUIRE(advance({}, text).line == 1 + lines);
    text += kBytes[i % kBytes.size()];
  }
}

}  // namespace stanch
