// SPDX-License-Identifier: Apache-2.0
#include "inventory/journal.h"

#include "inventory/responder_lock.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"

namespace stanch {
namespace {

void add_two(const InventoryFixture& fixture, Inventory& inventory) {
  std::vector<Finding> found;
  found.push_back(finding_of("one", {"a.txt"}));
  found.push_back(finding_of("two", {"a.txt"}));
  fixture.scan(inventory, whole_scope("/srv"), found);
}

}  // namespace

TEST_CASE("an intent is there before its outcome, for whoever resumes",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    add_two(fixture, inventory);
    Intent intent{.secret = 1,
                  .response = "r-1",
                  .step = "mint",
                  .idempotency_key = "k-1",
                  .plan = "{\"role\": \"app\"}",
                  .deadline = fixture.time + 900};
    intent.sealed = inventory.key().seal("the new value", seal_purpose(intent));
    JournalEntry entry = must(note_intent(inventory, intent));
    CHECK(entry.id == 1);
    CHECK(entry.at == fixture.time);
    CHECK(entry.who == "ada@test");

    Inventory other = fixture.open();  // after a crash
    auto open = must(open_intents(other));
    REQUIRE(open.size() == 1);
    CHECK(open[0].intent.plan == intent.plan);
    CHECK(open[0].intent.deadline == intent.deadline);
    CHECK_FALSE(open[0].outcome);
    auto value =
        other.key().unseal(open[0].intent.sealed, seal_purpose(intent));
    REQUIRE(value);
    CHECK(value->reveal() == "the new value");
    // The same call again is the same entry.
    CHECK(must(note_intent(other, intent)).id == 1);

    must(note_outcome(other, 1, "done", "{\"id\": 7}"));
    must(note_outcome(other, 1, "done", "{\"id\": 7}"));
    CHECK_FALSE(note_outcome(other, 1, "failed", ""));
    CHECK_FALSE(note_outcome(other, 2, "done", ""));
    CHECK(must(open_intents(inventory)).empty());
    auto all = must(journal_of_response(inventory, "r-1"));
    REQUIRE(all.size() == 1);
    CHECK(all[0].outcome == "done");
    CHECK(all[0].details == "{\"id\": 7}");
    CHECK(must(journal_of_secret(inventory, 1)).size() == 1);
    CHECK(must(journal_of_secret(inventory, 2)).empty());

    must(drop_sealed(inventory, "r-1"));
    CHECK(must(journal_of_response(inventory, "r-1"))[0].intent.sealed.empty());
  }
}

TEST_CASE("an idempotency key belongs to one step of one secret",
          "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  add_two(fixture, inventory);
  Intent intent{
      .secret = 1, .response = "r", .step = "mint", .idempotency_key = "k"};
  must(note_intent(inventory, intent));
  Intent other = intent;
  other.secret = 2;
  CHECK_FALSE(note_intent(inventory, other));
  other = intent;
  other.step = "store";
  CHECK_FALSE(note_intent(inventory, other));
  other = intent;
  other.idempotency_key = "k2";
  other.secret = 3;
  CHECK_FALSE(note_intent(inventory, other));
}

TEST_CASE("a sealed value opens for its own step and key only", "[inventory]") {
  InventoryKey key = InventoryKey::of_text("a text");
  Intent intent{.response = "r", .step = "mint"};
  std::string sealed = key.seal("value", seal_purpose(intent));
  CHECK(sealed.find("value") == std::string::npos);
  CHECK(sealed != key.seal("value", seal_purpose(intent)));
  CHECK(key.unseal(sealed, seal_purpose(intent))->reveal() == "value");
  CHECK_FALSE(key.unseal(sealed, "r store"));
  CHECK_FALSE(InventoryKey::random().unseal(sealed, seal_purpose(intent)));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == '0' ? '1' : '0';
    CHECK_FALSE(key.unseal(changed, seal_purpose(intent)));
  }
  CHECK_FALSE(key.unseal("", seal_purpose(intent)));
  CHECK_FALSE(key.unseal("no hexadecimal", seal_purpose(intent)));
}

TEST_CASE("two responders never act on one secret", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open(), other = fixture.open();
    add_two(fixture, inventory);
    CHECK_FALSE(must(lock_secret(inventory, 1, "r-1", 60)));
    auto held = must(lock_secret(other, 1, "r-2", 60));
    REQUIRE(held);
    CHECK(held->holder == "r-1");
    CHECK(held->until == fixture.time + 60);
    CHECK_FALSE(must(lock_secret(other, 2, "r-2", 60)));
    // Renewed, given back by nobody else, and given back.
    CHECK_FALSE(must(lock_secret(inventory, 1, "r-1", 120)));
    must(unlock_secret(other, 1, "r-2"));
    CHECK(must(lock_secret(other, 1, "r-2", 60)));
    must(unlock_secret(inventory, 1, "r-1"));
    CHECK_FALSE(must(lock_secret(other, 1, "r-2", 60)));
    // One that ran out is free.
    fixture.time += 61;
    CHECK_FALSE(must(lock_secret(inventory, 1, "r-3", 60)));
    CHECK_FALSE(lock_secret(inventory, 9, "r-3", 60));
  }
}

}  // namespace stanch
