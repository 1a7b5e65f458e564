// SPDX-License-Identifier: Apache-2.0
#include "odb/delta.h"

#include <random>

#include "tests/support/catch.h"
#include "tests/support/pack_builder.h"

namespace stanch {
namespace {

constexpr std::uint64_t kNoLimit = 1'000'000;

std::string applied(const Delta& delta, std::string_view base) {
  std::string out(delta.result_size, '?');
  apply_delta(delta, base, out.data());
  return out;
}

std::string error_of(std::string_view bytes, std::uint64_t base_size,
                     std::uint64_t limit = kNoLimit) {
  Delta delta;
  auto done = parse_delta(bytes, base_size, limit, delta);
  REQUIRE_FALSE(done);
  CHECK(done.error().kind == ErrorKind::kUnreadable);
  return done.error().message;
}

// The obvious way: one instruction after another, into a string.
struct SlowDelta {
  std::string instructions, result;
  std::uint64_t copied = 0;

  void copy(const std::string& base, std::uint32_t from, std::uint32_t size) {
    instructions += delta_copy(from, size);
    result += base.substr(from, size);
    copied += size;
  }
  void insert(const std::string& bytes) {
    instructions += delta_insert(bytes);
    result += bytes;
  }
};

std::string random_bytes(std::mt19937& random, std::size_t size) {
  std::string out(size, '\0');
  for (char& c : out) c = static_cast<char>(random());
  return out;
}

}  // namespace

TEST_CASE("a delta is taken apart and applied", "[odb]") {
  const std::string base = "the quick brown fox";
  const std::string bytes =
      delta_of(19, 21,
               delta_copy(0, 4) + delta_insert("slow") + delta_insert("ly") +
                   delta_copy(9, 6) + delta_copy(15, 1) + delta_insert("!") +
                   delta_copy(16, 3));
  Delta delta;
  REQUIRE(parse_delta(bytes, base.size(), kNoLimit, delta));
  CHECK(applied(delta, base) == "the slowly brown !fox");
  // Neighbours in both texts are one stretch; those cut by an insert are not.
  CHECK(delta.copies == std::vector<Copy>{{0, 0, 4}, {9, 10, 7}, {16, 18, 3}});
  REQUIRE(delta.inserts.size() == 3);
  CHECK(delta.inserts[0].to == 4);
  CHECK(delta.inserts[1].bytes == "ly");
  CHECK(delta.inserts[2].to == 17);
  CHECK(delta_result_size(bytes).value() == 21);
}

TEST_CASE("a delta may give nothing, or take the longest stretch", "[odb]") {
  Delta delta;
  REQUIRE(parse_delta(delta_of(3, 0, ""), 3, kNoLimit, delta));
  CHECK(applied(delta, "abc").empty());
  // A size of zero stands for 64 KiB.
  const std::string base(0x10000, 'x');
  const std::string bytes = delta_of(base.size(), base.size(), "\x80");
  REQUIRE(parse_delta(bytes, base.size(), kNoLimit, delta));
  CHECK(applied(delta, base) == base);
}

TEST_CASE("deltas give what the obvious way gives", "[odb]") {
  std::mt19937 random(7);
  Delta delta;
  for (int round = 0; round < 300; ++round) {
    const std::string base = random_bytes(random, 1 + random() % 70'000);
    SlowDelta slow;
    for (auto steps = random() % 12; steps > 0; --steps) {
      if (random() % 2 == 0) {
        auto from = static_cast<std::uint32_t>(random() % base.size());
        auto most = static_cast<std::uint32_t>(base.size()) - from;
        slow.copy(base, from, 1 + static_cast<std::uint32_t>(random()) % most);
      } else {
        slow.insert(random_bytes(random, 1 + random() % 127));
      }
    }
    const std::string bytes =
        delta_of(base.size(), slow.result.size(), slow.instructions);
    REQUIRE(parse_delta(bytes, base.size(), kNoLimit, delta));
    CHECK(applied(delta, base) == slow.result);
    std::uint64_t copied = 0, inserted = 0;
    for (const Copy& copy : delta.copies) copied += copy.size;
    for (const Delta::Insert& one : delta.inserts) inserted += one.bytes.size();
    CHECK(copied == slow.copied);
    CHECK(copied + inserted == slow.result.size());
  }
}

TEST_CASE("a delta that lies is refused, and says how", "[odb]") {
  const std::string good = delta_copy(0, 4);
  CHECK(error_of("", 4) == "its delta is cut");
  CHECK(error_of("\x04", 4) == "its delta is cut");
  CHECK(error_of("\x84", 4) == "its delta is cut");
  CHECK(error_of(delta_of(4, 4, ""), 4) == "its delta gives less than it says");
  CHECK(error_of(delta_of(5, 4, good), 4) ==
        "its delta is for a base of 5 bytes, and its base has 4");
  CHECK(error_of(delta_of(4, 3, good), 4) ==
        "its delta gives more than it says");
  CHECK(error_of(delta_of(4, 2, delta_insert("abc")), 4) ==
        "its delta gives more than it says");
  CHECK(error_of(delta_of(4, 4, delta_copy(1, 4)), 4) ==
        "its delta copies from outside its base");
  CHECK(error_of(delta_of(4, 4, delta_copy(0xffffffff, 0xffffff)), 4) ==
        "its delta copies from outside its base");
  CHECK(error_of(delta_of(4, 4, good + std::string(1, '\0')), 4) ==
        "its delta has a reserved instruction");
  CHECK(error_of(delta_of(4, 9, good + "\x05xyz"), 4) == "its delta is cut");
  CHECK(error_of(delta_of(4, 9, good + "\x9f\x01"), 4) == "its delta is cut");
  CHECK(error_of(delta_of(4, 11, good), 4, 10) ==
        "its delta gives 11 bytes, more than the limit of 10");
  // Numbers of more than 64 bits.
  const std::string endless(10, '\xff');
  CHECK(error_of(endless + "\x01", 4) == "its delta is cut");
  CHECK_FALSE(delta_result_size(endless));
}

TEST_CASE("any bytes as a delta are applied or refused", "[odb]") {
  std::mt19937 random(8);
  const std::string base = random_bytes(random, 3000);
  SlowDelta slow;
  slow.copy(base, 0, 1000);
  slow.insert("here");
  slow.copy(base, 900, 2000);
  const std::string good =
      delta_of(base.size(), slow.result.size(), slow.instructions);
  Delta delta;
  for (int i = 0; i < 20'000; ++i) {
    std::string bad = good;
    for (int edits = 0; edits < 2; ++edits) {
      bad[random() % bad.size()] = static_cast<char>(random());
    }
    if (i % 4 == 0) bad.resize(random() % bad.size());
    // A copy of its own, so that reading beyond its end is seen.
    const std::vector<char> exact(bad.begin(), bad.end());
    std::string_view bytes(exact.data(), exact.size());
    if (!parse_delta(bytes, base.size(), kNoLimit, delta)) continue;
    CHECK(applied(delta, base).size() == delta.result_size);
  }
}

}  // namespace stanch
