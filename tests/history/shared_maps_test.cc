// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <random>
#include <tuple>
#include <vector>

#include "history/shared_maps.h"
#include "tests/support/catch.h"

namespace stanch {
namespace {

using Plain = std::map<std::uint64_t, std::uint32_t>;

Plain plain(const SharedMaps& maps, SharedMaps::Map map,
            std::uint64_t first = 0, std::uint64_t last = ~std::uint64_t{0}) {
  Plain out;
  maps.each(
      map,
      [&](std::uint64_t key, std::uint32_t count) {
        CHECK((out.empty() || out.rbegin()->first < key));
        out[key] = count;
      },
      first, last);
  return out;
}

using Differences =
    std::vector<std::tuple<std::uint64_t, std::uint32_t, std::uint32_t>>;

Differences differences(const Plain& a, const Plain& b) {
  Plain keys = a;
  keys.insert(b.begin(), b.end());
  Differences out;
  for (const auto& [key, unused] : keys) {
    const std::uint32_t in_a = a.contains(key) ? a.at(key) : 0;
    const std::uint32_t in_b = b.contains(key) ? b.at(key) : 0;
    if (in_a != in_b) out.emplace_back(key, in_a, in_b);
  }
  return out;
}

// Keys that share their beginnings or their ends, and the outermost ones.
std::uint64_t random_key(std::mt19937_64& random) {
  switch (random() % 4) {
    case 0:
      return random() % 12;
    case 1:
      return (random() % 6) << 32 | random() % 3;
    case 2:
      return ~(random() % 3);
    default:
      return std::uint64_t{1} << (random() % 64);
  }
}

// Two maps and what they should hold.
struct Both {
  Plain plain;
  SharedMaps::Map map = SharedMaps::kEmpty;
};

void change(SharedMaps& maps, Both& both, std::mt19937_64& random) {
  const std::uint64_t key = random_key(random);
  const std::int64_t more = static_cast<std::int64_t>(random() % 5) - 2;
  both.map = maps.add(both.map, key, more);
  const std::int64_t count =
      (both.plain.contains(key) ? both.plain[key] : 0) + more;
  if (count <= 0) {
    both.plain.erase(key);
  } else {
    both.plain[key] = static_cast<std::uint32_t>(count);
  }
}

}  // namespace

TEST_CASE("shared maps are what plain maps would be", "[history]") {
  std::mt19937_64 random(1);
  SharedMaps maps;
  std::map<Plain, SharedMaps::Map> known;
  for (int round = 0; round < 300; ++round) {
    Both a, b;
    for (int i = 0; i < 40; ++i) {
      change(maps, a, random);
      change(maps, b, random);
      if (random() % 16 == 0) b = a;
      CHECK(plain(maps, a.map) == a.plain);
      // Equal maps are the same, whatever their history.
      CHECK(known.try_emplace(a.plain, a.map).first->second == a.map);
      CHECK((a.map == b.map) == (a.plain == b.plain));

      Differences found;
      maps.difference(
          a.map, b.map,
          [&](std::uint64_t key, std::uint32_t in_a, std::uint32_t in_b) {
            found.emplace_back(key, in_a, in_b);
          });
      CHECK(found == differences(a.plain, b.plain));
      const std::uint64_t key = random_key(random);
      CHECK(maps.count(a.map, key) ==
            (a.plain.contains(key) ? a.plain[key] : 0));
    }
    Plain joined = a.plain;
    for (const auto& [key, count] : b.plain) {
      joined[key] = std::max(joined[key], count);
    }
    CHECK(plain(maps, maps.join(a.map, b.map)) == joined);
    CHECK(maps.join(a.map, b.map) == maps.join(b.map, a.map));

    const std::uint64_t first = random_key(random);
    const std::uint64_t last = random_key(random);
    Plain between;
    for (const auto& [key, count] : a.plain) {
      if (first <= key && key <= last) between[key] = count;
    }
    CHECK(plain(maps, a.map, first, last) == between);
  }
  CHECK_FALSE(maps.is_full());
}

TEST_CASE("shared maps that are full say so and stay whole", "[history]") {
  SharedMaps maps(100);
  SharedMaps::Map map = SharedMaps::kEmpty;
  for (std::uint64_t key = 0; key < 1000; ++key) map = maps.add(map, key, 1);
  CHECK(maps.is_full());
  CHECK(plain(maps, map).size() < 100);
  CHECK(maps.join(map, maps.add(SharedMaps::kEmpty, 7, 1)) < 100);
}

}  // namespace stanch
