// SPDX-License-Identifier: Apache-2.0
#include "inventory/audit.h"

#include <algorithm>

#include "inventory/change.h"
#include "inventory/journal.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"

namespace stanch {
namespace {

using Faults = std::vector<std::string>;

void fill_with_entries(const InventoryFixture& fixture, Inventory& inventory) {
  std::vector<Finding> found;
  for (int i = 0; i < 4; ++i) {
    found.push_back(finding_of("value " + std::to_string(i), {"a.txt"}));
  }
  fixture.scan(inventory, whole_scope("/srv"), found);  // entries 1 to 5
  must(change_state(inventory, 1,
                    {.to = SecretState::kTriaged, .reason = "it is ours"}));
}

void tamper(Inventory& inventory, const std::string& sql) {
  must(inventory.write([&]() -> Result<void> {
    CHECK(must(inventory.backend().execute(sql, {})) > 0);
    return {};
  }));
}

Faults faults(Inventory& inventory) {
  return must(verify_audit(inventory)).faults;
}

}  // namespace

TEST_CASE("every change is an entry, and the chain holds", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    CHECK(faults(inventory).empty());
    fill_with_entries(fixture, inventory);
    AuditCheck check = must(verify_audit(inventory));
    CHECK(check.faults.empty());
    CHECK(check.head.number == 6);
    std::vector<AuditEntry> entries;
    must(inventory.read([&] {
      return each_audit_entry(inventory, 4, [&](const AuditEntry& entry) {
        entries.push_back(entry);
        return Result<void>();
      });
    }));
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].note.what == "run");
    CHECK(entries[1].who == "ada@test");
    CHECK(entries[1].at == fixture.time);
    CHECK(entries[1].note.detail == "detected -> triaged");
    CHECK(entries[1].note.reason == "it is ours");
    CHECK(entries[1].note.fingerprint ==
          inventory.key().fingerprint("value 0"));
  }
}

TEST_CASE("an edit of any column of any entry is found and named",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    fill_with_entries(fixture, inventory);
    struct Edit {
      std::string there;
      std::string back;
    };
    const Edit kEdits[] = {
        {"at = at + 1", "at = at - 1"},
        {"who = 'eve'", "who = 'ada@test'"},
        {"what = 'x' || what", "what = substr(what, 2)"},
        {"fingerprint = 'x' || fingerprint",
         "fingerprint = substr(fingerprint, 2)"},
        {"detail = 'x' || detail", "detail = substr(detail, 2)"},
        {"reason = 'x' || reason", "reason = substr(reason, 2)"},
        {"hash = 'x' || hash", "hash = substr(hash, 2)"},
        {"secret = coalesce(secret, 0) + 1",
         "secret = CASE WHEN what = 'run' THEN NULL ELSE secret - 1 END"},
    };
    for (int number = 1; number <= 6; ++number) {
      std::string where = " WHERE number = " + std::to_string(number);
      for (const Edit& edit : kEdits) {
        INFO(number << ": " << edit.there);
        tamper(inventory, "UPDATE audit SET " + edit.there + where);
        Faults found = faults(inventory);
        REQUIRE_FALSE(found.empty());
        CHECK(found[0] == "entry " + std::to_string(number) + " was changed");
        tamper(inventory, "UPDATE audit SET " + edit.back + where);
        CHECK(faults(inventory).empty());
      }
    }
  }
}

TEST_CASE("what was taken out, put elsewhere or cut off is named",
          "[inventory]") {
  struct Case {
    std::vector<std::string> changes;
    std::string fault;
  };
  const Case kCases[] = {
      {{"DELETE FROM audit WHERE number = 3"}, "entry 3 is missing"},
      {{"DELETE FROM audit WHERE number = 1"}, "entry 1 is missing"},
      {{"DELETE FROM audit WHERE number = 6"}, "entry 6 is missing"},
      {{"DELETE FROM audit WHERE number > 3"}, "entries 4 to 6 are missing"},
      {{"UPDATE audit SET number = 99 WHERE number = 2",
        "UPDATE audit SET number = 2 WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 99"},
       "entry 2 was changed"},
      {{"UPDATE meta SET value = '6 0 0' WHERE name = 'audit head'"},
       "the signed head of the chain was changed"},
      {{"DELETE FROM audit WHERE number = 6",
        "DELETE FROM meta WHERE name = 'audit head'"},
       "the signed head of the chain was changed"},
      {{"INSERT INTO audit (number, at, who, what, fingerprint, detail, "
        "reason, hash) VALUES (7, 0, '', '', '', '', '', '')"},
       "entry 7 was changed"},
  };
  for (TestDatabase database : test_databases()) {
    for (const Case& each : kCases) {
      INFO(each.changes[0]);
      InventoryFixture fixture(database);
      Inventory inventory = fixture.open();
      fill_with_entries(fixture, inventory);
      for (const std::string& change : each.changes) tamper(inventory, change);
      Faults found = faults(inventory);
      REQUIRE_FALSE(found.empty());
      CHECK(found[0] == each.fault);
    }
  }
}

TEST_CASE("a chain that was written anew does not fit its anchor",
          "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  fill_with_entries(fixture, inventory);
  AuditHead anchor = must(verify_audit(inventory)).head;
  must(change_state(inventory, 2, {.to = SecretState::kTriaged}));
  CHECK(must(verify_audit(inventory, anchor)).faults.empty());
  anchor.hash[0] = anchor.hash[0] == '0' ? '1' : '0';
  CHECK(must(verify_audit(inventory, anchor)).faults ==
        Faults{"entry 6 is not the one that is anchored: the chain up to it "
               "was written anew"});
  anchor.number = 100;
  CHECK(must(verify_audit(inventory, anchor)).faults ==
        Faults{"entry 100, which is anchored, is missing"});
}

TEST_CASE("a change of the journal is found by the chain", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    fill_with_entries(fixture, inventory);
    for (const char* step : {"mint", "store"}) {
      must(note_intent(inventory, {.secret = 1,
                                   .response = "r1",
                                   .step = step,
                                   .idempotency_key = step}));
    }
    must(note_outcome(inventory, 1, "done", "{}"));
    CHECK(faults(inventory).empty());
    tamper(inventory, "UPDATE action SET outcome = 'failed' WHERE id = 1");
    CHECK(faults(inventory) == Faults{"action 1 was changed"});
    tamper(inventory, "UPDATE action SET outcome = 'done' WHERE id = 1");
    tamper(inventory, "DELETE FROM action WHERE id = 2");
    CHECK(faults(inventory) == Faults{"action 2 is missing"});
  }
}

}  // namespace stanch
