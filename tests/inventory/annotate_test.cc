// SPDX-License-Identifier: Apache-2.0
#include "inventory/annotate.h"

#include "inventory/change.h"
#include "inventory/fact.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"

namespace stanch {
namespace {

std::vector<Finding> two_found() {
  std::vector<Finding> out;
  out.push_back(finding_of("one", {"a.txt"}));
  out.push_back(finding_of("one", {"a.txt"}, "another-rule"));
  out.push_back(finding_of("two", {"b.txt"}));
  return out;
}

}  // namespace

TEST_CASE("a run's findings get the answers of the inventory", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    std::vector<Finding> found = two_found();
    fixture.scan(inventory, whole_scope("/srv"), found);
    must(set_facts(inventory, 1,
                   {{.field = "stored", .value = "vault:kv/prod"},
                    {.field = "audit_log", .value = "vault's"}}));
    must(annotate(inventory, found));
    for (int i : {0, 1}) {
      const Answers& answers = found[i].answers;
      CHECK(answers.number == 1);
      CHECK(answers.stored == "vault:kv/prod (hand, ada@test on 2027-01-15)");
      CHECK(answers.readers == "whoever can read /srv (findings)");
      CHECK(answers.validity.empty());
      CHECK(answers.impact ==
            "what breaks is not known; Revoke it (rule github-pat)");
      CHECK(answers.log == "vault's (hand, ada@test on 2027-01-15)");
      CHECK_FALSE(found[i].ignored);
    }
    CHECK(found[2].answers.number == 2);
    CHECK(found[2].answers.stored.empty());
  }
}

TEST_CASE("who ignores a secret, until when and why, is in its findings",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    std::vector<Finding> found = two_found();
    fixture.scan(inventory, whole_scope("/srv"), found);
    auto ignore = [&](const std::string& reason) {
      must(change_state(inventory, 2,
                        {.to = SecretState::kIgnored,
                         .reason = reason,
                         .owner = "ada",
                         .until = fixture.time + std::int64_t{30} * 86'400}));
    };
    ignore("a mistake");
    ignore("a sample");  // the last time counts
    fixture.scan(inventory, whole_scope("/srv"), found);
    must(annotate(inventory, found));
    CHECK_FALSE(found[0].ignored);
    REQUIRE(found[2].ignored);
    CHECK(found[2].ignored->owner == "ada");
    CHECK(found[2].ignored->reason == "a sample");
    CHECK(found[2].ignored->until == "2027-02-14");

    // In a new place it is no longer what was ignored.
    std::vector<Finding> more;
    more.push_back(finding_of("two", {"b.txt", "new.txt"}));
    fixture.scan(inventory, whole_scope("/srv"), more);
    must(annotate(inventory, more));
    CHECK_FALSE(more[0].ignored);
  }
}

}  // namespace stanch
