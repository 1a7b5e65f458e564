// SPDX-License-Identifier: Apache-2.0
#include "inventory/query.h"

#include <algorithm>

#include "inventory/change.h"
#include "inventory/estate.h"
#include "inventory/fact.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"

namespace stanch {
namespace {

using Numbers = std::vector<std::int64_t>;

Numbers numbers(Inventory& inventory, const SecretFilter& filter,
                SecretOrder order = SecretOrder::kNumber,
                std::size_t most = 0) {
  Numbers out;
  for (const ListedSecret& listed :
       must(list_secrets(inventory, filter, order, most))) {
    out.push_back(listed.secret.id);
  }
  return out;
}

// Four secrets: 1 and 2 of one rule, 3 of low severity, 4 a day later in
// another repository.
void fill(InventoryFixture& fixture, Inventory& inventory) {
  std::vector<Finding> found;
  found.push_back(finding_of("one", {"b.txt", "a.txt"}));
  found.push_back(finding_of("two", {"a.txt"}));
  found.push_back(finding_of("three", {"a.txt"}, "low-rule"));
  found.back().severity = Severity::kLow;
  fixture.scan(inventory, whole_scope("/srv/a"), found);
  fixture.time += 86'400;
  found.clear();
  found.push_back(finding_of("four", {"c.txt"}, "zebra"));
  fixture.scan(inventory, whole_scope("/srv/b"), found);
  must(set_facts(inventory, 2, {{.field = "owner", .value = "ada"}}));
  must(change_state(inventory, 2, {.to = SecretState::kTriaged}));
}

}  // namespace

TEST_CASE("secrets are filtered and sorted", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    fill(fixture, inventory);
    CHECK(numbers(inventory, {}) == Numbers{1, 2, 3, 4});
    CHECK(numbers(inventory, {.states = {SecretState::kTriaged}}) ==
          Numbers{2});
    CHECK(numbers(inventory, {.impacts = {Impact::kLow, Impact::kMedium}}) ==
          Numbers{3});
    CHECK(numbers(inventory, {.owners = {"ada"}}) == Numbers{2});
    CHECK(numbers(inventory, {.owners = {""}}) == Numbers{1, 3, 4});
    CHECK(numbers(inventory, {.kinds = {"low-rule", "zebra"}}) ==
          Numbers{3, 4});
    CHECK(numbers(inventory, {.repositories = {"/srv/b"}}) == Numbers{4});
    CHECK(numbers(inventory, {.kinds = {"zebra"}, .repositories = {"/srv/a"}})
              .empty());
    CHECK(numbers(inventory, {.owners = {"'; DROP TABLE secret; --"}}).empty());

    CHECK(numbers(inventory, {}, SecretOrder::kImpact) == Numbers{1, 2, 4, 3});
    CHECK(numbers(inventory, {}, SecretOrder::kAge) == Numbers{1, 2, 3, 4});
    CHECK(numbers(inventory, {}, SecretOrder::kSeen) == Numbers{4, 1, 2, 3});
    CHECK(numbers(inventory, {}, SecretOrder::kOwner) == Numbers{1, 3, 4, 2});
    CHECK(numbers(inventory, {}, SecretOrder::kKind, 3) == Numbers{1, 2, 3});
    CHECK(numbers(inventory, {}, SecretOrder::kImpact, 2) == Numbers{1, 2});

    auto listed = must(list_secrets(inventory, {}, SecretOrder::kNumber));
    CHECK(listed[0].places == 2);
    CHECK(listed[0].first.path == "a.txt");
    fixture.scan(inventory, whole_scope("/srv/b"), {});
    listed = must(list_secrets(inventory, {}, SecretOrder::kNumber));
    CHECK(listed[3].places == 0);
    CHECK(listed[3].gone == 1);
    CHECK(listed[3].first.path == "c.txt");
  }
}

TEST_CASE("what should have been dealt with is overdue", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    fill(fixture, inventory);
    SecretFilter late{.is_overdue = true};
    // High ones have a day, which is just over for the first.
    CHECK(numbers(inventory, late).empty());
    fixture.time += 1;
    CHECK(numbers(inventory, late) == Numbers{1, 2});
    fixture.time += std::int64_t{31} * 86'400;
    CHECK(numbers(inventory, late) == Numbers{1, 2, 3, 4});
    late.deadlines.low = std::int64_t{90} * 86'400;
    CHECK(numbers(inventory, late) == Numbers{1, 2, 4});
    must(change_state(inventory, 1,
                      {.to = SecretState::kIgnored,
                       .reason = "a sample",
                       .owner = "ada",
                       .until = fixture.time + 10}));
    must(change_state(inventory, 4, {.to = SecretState::kResponding}));
    must(change_state(inventory, 4, {.to = SecretState::kContained}));
    CHECK(numbers(inventory, late) == Numbers{2});
    fixture.time += 10;
    CHECK(numbers(inventory, late) == Numbers{1, 2});
    // The list and the record agree.
    for (const ListedSecret& listed :
         must(list_secrets(inventory, {}, SecretOrder::kNumber))) {
      auto when = due(listed.secret, late.deadlines, fixture.time);
      bool is_late = when && *when < fixture.time;
      CHECK(is_late == (listed.secret.id < 3));
    }
  }
}

TEST_CASE("the first of a long list are the first of all", "[inventory]") {
  constexpr std::int64_t kMany = 21'000;  // more than are sorted for a name
  const std::string kFill =
      "WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE "
      "i < ?) INSERT INTO secret (id, fingerprint, kind, state, liveness, "
      "impact, owner, first_seen, last_seen, opened, ignored_until) SELECT i, "
      "'f' || i, 'zebra', CASE i % 5 WHEN 0 THEN 'closed' WHEN 1 THEN "
      "'ignored' "
      "WHEN 2 THEN 'triaged' ELSE 'detected' END, 'unasked', CASE i % 3 WHEN 0 "
      "THEN 'high' WHEN 1 THEN 'medium' ELSE 'low' END, CASE i % 7 WHEN 0 THEN "
      "'eve' ELSE '' END, 0, i, 1700000000 + (i * 7919) % 30011, 1700000000 + "
      "i * 10000 FROM n";
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    fill(fixture, inventory);
    must(inventory.write([&]() -> Result<void> {
      must(inventory.backend().execute(kFill, {kMany}));
      return {};
    }));
    for (const SecretFilter& filter :
         {SecretFilter{.states = {SecretState::kTriaged}},
          SecretFilter{.states = {SecretState::kTriaged, SecretState::kIgnored},
                       .impacts = {Impact::kLow},
                       .is_overdue = true},
          SecretFilter{.states = {SecretState::kIgnored, SecretState::kClosed},
                       .impacts = {Impact::kHigh, Impact::kLow},
                       .kinds = {"zebra"},
                       .is_overdue = true},
          SecretFilter{.impacts = {Impact::kMedium},
                       .owners = {"eve"},
                       .is_overdue = true},
          SecretFilter{.kinds = {"zebra"}, .repositories = {"/srv/b"}}}) {
      for (SecretOrder order : {SecretOrder::kImpact, SecretOrder::kAge}) {
        Numbers all = numbers(inventory, filter, order);
        CHECK_FALSE(all.empty());
        all.resize(std::min<std::size_t>(all.size(), 60));
        CHECK(numbers(inventory, filter, order, 60) == all);
      }
    }
  }
}

TEST_CASE("the estate is told in figures", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    fill(fixture, inventory);
    must(set_facts(inventory, 1,
                   {{.field = "rotation_ttl", .value = "30d"},
                    {.field = "rotated", .value = "2026-01-01"}}));
    must(set_facts(inventory, 3,
                   {{.field = "rotation_ttl",
                     .source = FactSource::kDeclared,
                     .value = "12h"}}));
    must(change_state(inventory, 4, {.to = SecretState::kResponding}));
    fixture.time += 3600;
    must(change_state(inventory, 4, {.to = SecretState::kDeadProven}));
    Estate estate = must(survey(inventory, {}));
    CHECK(estate.total == 4);
    CHECK(estate.open == 3);
    CHECK(estate.dead == 1);
    CHECK(estate.mean_seconds_to_dead == 3600);
    CHECK(estate.by_state[0].name == "detected");
    CHECK(estate.by_state[0].total == 2);
    CHECK(estate.by_state[5].total == 1);
    CHECK(estate.by_state[5].open == 0);
    CHECK(estate.by_impact[2].total == 3);
    REQUIRE(estate.by_owner.size() == 2);
    CHECK(estate.by_owner[0].name.empty());
    CHECK(estate.by_owner[1].total == 1);
    CHECK(estate.by_age[1].total == 3);  // all were found yesterday
    CHECK(estate.overdue.size() == 2);
    REQUIRE(estate.rotation.size() == 2);
    CHECK(estate.rotation[0].is_known);
    CHECK(estate.rotation[1].secret == 3);
    CHECK_FALSE(estate.rotation[1].is_known);
  }
}

}  // namespace stanch
