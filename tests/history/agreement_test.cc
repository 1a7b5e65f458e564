// SPDX-License-Identifier: Apache-2.0
//
// The walk over deltas against the same objects scanned whole, one thread
// against eight, and every way of storing the same history against the others.
#include <set>

#include <nlohmann/json.hpp>

#include "history/history_scan.h"
#include "rules/builtin.h"
#include "tests/support/builtin_database.h"
#include "tests/support/catch.h"
#include "tests/support/random_history.h"
#include "tests/support/sample_run.h"

namespace stanch {
namespace {

constexpr std::int64_t kNow = 1'700'000'000;

struct Way {
  bool exhaustive = false;
  unsigned threads = 1;
  std::uint64_t max_memory = 0;
};

// The whole report but for the time that it took.
std::string report(const std::string& path, Way way) {
  auto result = scan_history(builtin_database(), {.repository = path,
                                                  .threads = way.threads,
                                                  .exhaustive = way.exhaustive,
                                                  .max_memory = way.max_memory,
                                                  .now = kNow});
  REQUIRE(result);
  result->summary.seconds = 0;
  REQUIRE(result->summary.complete);
  SampleRun run{std::move(result->findings), std::move(result->summary)};
  return report_of(run, "json", {});
}

// Without what tells how much was read.
nlohmann::json findings(const std::string& report) {
  return nlohmann::json::parse(report)["findings"];
}

}  // namespace

TEST_CASE("a history scanned by its deltas is as if scanned whole",
          "[history]") {
  std::size_t found = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    auto storage = static_cast<Storage>(seed % kStorages);
    RandomHistory history(seed, storage);
    INFO("seed " << seed << ", " << to_string(storage));
    std::string expected = report(history.path(), {.exhaustive = true});
    CHECK(report(history.path(), {.threads = 1}) == expected);
    if (seed % 4 == 0) {
      CHECK(report(history.path(), {.threads = 8}) == expected);
      // So little that objects are given back and made again from their chains.
      CHECK(report(history.path(), {.max_memory = 48 << 10}) == expected);
    }
    found += findings(expected).size();
  }
  CHECK(found > 1000);  // the histories do hold secrets
}

TEST_CASE("how a history is stored makes no difference", "[history]") {
  for (unsigned seed = 1000; seed < 1006; ++seed) {
    RandomHistory reference(seed, Storage::kLoose);
    auto expected = findings(report(reference.path(), {}));
    for (Storage storage :
         {Storage::kAsImported, Storage::kRepacked, Storage::kDeep,
          Storage::kManyPacks, Storage::kAlternates}) {
      RandomHistory history(seed, storage);
      INFO("seed " << seed << ", " << to_string(storage));
      CHECK(findings(report(history.path(), {})) == expected);
    }
  }
}

}  // namespace stanch
