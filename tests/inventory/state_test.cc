// SPDX-License-Identifier: Apache-2.0
#include "inventory/state.h"

#include <array>
#include <set>

#include "inventory/change.h"
#include "inventory/fact.h"
#include "inventory/impact.h"
#include "inventory/record.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"

namespace stanch {
namespace {

using enum SecretState;

constexpr std::array kAll = {kDetected,  kTriaged,    kConfirmed, kResponding,
                             kContained, kDeadProven, kClosed,    kIgnored};

void add_one(const InventoryFixture& fixture, Inventory& inventory) {
  std::vector<Finding> found;
  found.push_back(finding_of("value", {"a.txt"}));
  fixture.scan(inventory, whole_scope("/srv"), found);
}

}  // namespace

TEST_CASE("states follow each other in the documented ways only",
          "[inventory]") {
  const std::set<std::pair<SecretState, SecretState>> kAllowed = {
      {kDetected, kTriaged},     {kDetected, kConfirmed},
      {kDetected, kResponding},  {kDetected, kIgnored},
      {kTriaged, kConfirmed},    {kTriaged, kResponding},
      {kTriaged, kIgnored},      {kConfirmed, kConfirmed},
      {kConfirmed, kResponding}, {kConfirmed, kClosed},
      {kConfirmed, kIgnored},    {kResponding, kConfirmed},
      {kResponding, kContained}, {kResponding, kDeadProven},
      {kContained, kResponding}, {kContained, kDeadProven},
      {kDeadProven, kClosed},    {kClosed, kDetected},
      {kIgnored, kDetected},     {kIgnored, kIgnored}};
  for (SecretState from : kAll) {
    for (SecretState to : kAll) {
      INFO(to_string(from) << " -> " << to_string(to));
      CHECK(check_transition(from, to).has_value() ==
            kAllowed.contains({from, to}));
    }
  }
  CHECK(check_transition(kContained, kClosed).error().message ==
        "a secret that is contained cannot become closed; it can become "
        "responding, dead proven");
}

TEST_CASE("words of states are read as they are written", "[inventory]") {
  for (SecretState state : kAll) CHECK(state_of(to_string(state)) == state);
  CHECK(state_of("dead-proven") == kDeadProven);
  CHECK_FALSE(state_of("Dead proven"));
  CHECK_FALSE(state_of(""));
  CHECK(liveness_of("not ours") == Liveness::kNotOurs);
  CHECK(impact_of("high") == Impact::kHigh);
  CHECK_FALSE(impact_of("enormous"));
}

TEST_CASE("a change of state needs what it says", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    add_one(fixture, inventory);
    auto refused = [&](const StateChange& change) {
      auto done = change_state(inventory, 1, change);
      return done ? "" : done.error().message;
    };
    CHECK(refused({.to = kClosed})
              .starts_with(
                  "secret 1: a secret that is detected cannot become closed"));
    CHECK(refused({.to = kIgnored, .reason = "a sample"}) ==
          "secret 1: to ignore it, give a reason, an owner and an end");
    CHECK(refused({.to = kIgnored,
                   .reason = "a sample",
                   .owner = "ada",
                   .until = fixture.time}) == "secret 1: the end is past");
    CHECK(refused({.to = kConfirmed})
              .starts_with("secret 1: confirmed as what?"));
    CHECK(must(secret_by_id(inventory, 1)).state == kDetected);
    CHECK_FALSE(change_state(inventory, 2, {.to = kTriaged}));

    must(change_state(inventory, 1,
                      {.to = kIgnored,
                       .reason = "a sample",
                       .owner = "ada",
                       .until = fixture.time + 5}));
    SecretRecord secret = must(secret_by_id(inventory, 1));
    CHECK(secret.state == kIgnored);
    CHECK(secret.owner == "ada");
    CHECK(secret.ignored_until == fixture.time + 5);
    fixture.time += 2;
    must(change_state(inventory, 1, {.to = kDetected, .reason = "no sample"}));
    secret = must(secret_by_id(inventory, 1));
    CHECK(secret.opened == fixture.time);
    CHECK_FALSE(secret.ignored_until);
  }
}

TEST_CASE("the best source's answer counts", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    add_one(fixture, inventory);
    must(set_facts(
        inventory, 1,
        {{.field = "owner",
          .source = FactSource::kDeclared,
          .value = "payments"},
         {.field = "plan", .source = FactSource::kStore, .value = "roll it"}}));
    CHECK(must(secret_by_id(inventory, 1)).owner == "payments");
    must(set_facts(inventory, 1, {{.field = "owner", .value = "ada"}}));
    CHECK(must(secret_by_id(inventory, 1)).owner == "ada");
    auto facts = must(facts_of(inventory, 1));
    REQUIRE(facts.size() == 3);
    CHECK(best_fact(facts, "owner")->source == FactSource::kHand);
    CHECK(best_fact(facts, "plan")->value == "roll it");
    CHECK(best_fact(facts, "valid") == nullptr);
    // Taken back, the next best counts again.
    must(set_facts(inventory, 1, {{.field = "owner", .value = ""}}));
    CHECK(must(secret_by_id(inventory, 1)).owner == "payments");
    must(keep_facts(inventory, 1, FactSource::kDeclared, {}));
    CHECK(must(secret_by_id(inventory, 1)).owner.empty());
  }
}

TEST_CASE("an answer that means nothing is refused", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  add_one(fixture, inventory);
  auto refused = [&](std::string field, std::string value) {
    auto done = set_facts(
        inventory, 1, {{.field = std::move(field), .value = std::move(value)}});
    return done ? "" : done.error().message;
  };
  CHECK(refused("onwer", "ada") ==
        "'onwer' is nothing that is kept of a secret; did you mean 'owner'?");
  CHECK(refused("impact", "huge") == "impact: expected high, medium or low");
  CHECK(refused("rotation_ttl", "often") ==
        "rotation_ttl: expected a number and its unit, as 90d or 12h");
  CHECK(refused("rotated", "2026-02-30") ==
        "rotated: expected a day, as 2026-01-31");
  CHECK(must(facts_of(inventory, 1)).empty());
}

TEST_CASE("the impact follows stated rules", "[inventory]") {
  PlaceRecord open_place{.repository = "github.com/acme/a"};
  open_place.in_head = true;
  PlaceRecord gone = open_place;
  gone.gone_run = 3;
  PlaceRecord latest{.repository = "registry/app"};
  latest.latest = true;
  using Places = std::vector<PlaceRecord>;
  auto impact = [](std::string_view severity, Liveness liveness,
                   const Places& places) {
    return impact_of_leak(severity, liveness, places, {}).impact;
  };
  using enum Liveness;
  CHECK(impact("critical", kUnasked, {}) == Impact::kHigh);
  CHECK(impact("high", kUnasked, {}) == Impact::kHigh);
  CHECK(impact("medium", kUnasked, {}) == Impact::kMedium);
  CHECK(impact("low", kUnknown, {}) == Impact::kLow);
  CHECK(impact("low", kLive, {}) == Impact::kMedium);
  CHECK(impact("medium", kLive, {}) == Impact::kHigh);
  CHECK(impact("low", kUnasked, {open_place}) == Impact::kMedium);
  CHECK(impact("low", kUnasked, {gone}) == Impact::kLow);
  CHECK(impact("low", kUnasked, {latest}) == Impact::kMedium);
  CHECK(impact("low", kLive, {open_place}) == Impact::kHigh);
  for (Liveness dead : {kDead, kSuperseded, kNotOurs}) {
    CHECK(impact("critical", dead, {open_place}) == Impact::kLow);
  }
  ImpactVerdict said =
      impact_of_leak("critical", kLive, {open_place},
                     {{.field = "impact", .value = "low", .reason = "a demo"}});
  CHECK(said.impact == Impact::kLow);
  CHECK(said.reasons == std::vector<std::string>{"hand: a demo"});
}

TEST_CASE("what the issuer said changes the impact", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  add_one(fixture, inventory);
  must(change_state(inventory, 1,
                    {.to = kConfirmed, .liveness = Liveness::kDead}));
  CHECK(must(secret_by_id(inventory, 1)).impact == Impact::kLow);
  must(change_state(inventory, 1,
                    {.to = kConfirmed, .liveness = Liveness::kLive}));
  CHECK(must(secret_by_id(inventory, 1)).impact == Impact::kHigh);
}

}  // namespace stanch
