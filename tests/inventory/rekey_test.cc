// SPDX-License-Identifier: Apache-2.0
#include "inventory/rekey.h"

#include <filesystem>

#include "inventory/audit.h"
#include "inventory/journal.h"
#include "inventory/record.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

std::vector<Finding> one_finding() {
  std::vector<Finding> out;
  out.push_back(finding_of("value", {"a.txt"}));
  return out;
}

}  // namespace

TEST_CASE("a new key seals anew, and recognises what it sees again",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    std::string before;
    Intent intent{
        .secret = 1, .response = "r", .step = "mint", .idempotency_key = "k"};
    {
      Inventory inventory = fixture.open();
      fixture.scan(inventory, whole_scope("/srv"), one_finding());
      before = must(secret_by_id(inventory, 1)).fingerprint;
      intent.sealed = inventory.key().seal("new value", seal_purpose(intent));
      must(note_intent(inventory, intent));
      RekeyResult result = must(rotate_key(inventory, {}));
      CHECK(result.sealed == 1);
      CHECK(result.waiting == 1);
    }
    Inventory inventory = fixture.open();
    CHECK(inventory.keys().size() == 2);
    CHECK(inventory.key_number() == 2);
    CHECK(must(verify_audit(inventory)).faults.empty());
    auto entries = must(journal_of_response(inventory, "r"));
    auto value =
        inventory.key().unseal(entries[0].intent.sealed, seal_purpose(intent));
    REQUIRE(value);
    CHECK(value->reveal() == "new value");

    CHECK(must(secret_of_value(inventory, "value"))->id == 1);
    MergeResult result =
        fixture.scan(inventory, whole_scope("/srv"), one_finding());
    CHECK(result.added == 0);
    CHECK(result.known == 1);
    SecretRecord secret = must(secret_by_id(inventory, 1));
    CHECK(secret.fingerprint != before);
    CHECK(secret.fingerprint == inventory.key().fingerprint("value"));
    CHECK(dump(inventory, "id, key_number", "secret") ==
          std::vector<std::string>{"1|2|"});
    CHECK(must(verify_audit(inventory)).faults.empty());
  }
}

TEST_CASE("forgotten keys recognise nothing any more", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  {
    Inventory inventory = fixture.open();
    fixture.scan(inventory, whole_scope("/srv"), one_finding());
    must(rotate_key(inventory, {.forget_earlier = true}));
  }
  Inventory inventory = fixture.open();
  CHECK(inventory.keys().size() == 1);
  CHECK_FALSE(must(secret_of_value(inventory, "value")));
}

TEST_CASE("a rotation that was cut off goes on with either key",
          "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  std::string file = fixture.options().key_file;
  fs::path kept = fixture.folder().path() / "kept";
  {
    Inventory inventory = fixture.open();
    fs::copy(file, kept);
    must(rotate_key(inventory, {}));
  }
  // The database knows the new key, the file has not taken its place yet.
  fs::rename(file, file + ".new");
  fs::rename(kept, file);
  {
    Inventory inventory = fixture.open();
  }
  CHECK_FALSE(fs::exists(file + ".new"));
  Inventory inventory = fixture.open();
  CHECK(inventory.key_number() == 2);
}

TEST_CASE("a text is followed by a text", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  InventoryOptions options = fixture.options();
  options.key_text = "of the team";
  {
    Inventory inventory = must(Inventory::open(options));
    CHECK_FALSE(rotate_key(inventory, {}));
    must(rotate_key(inventory, {.key_text = "another"}));
  }
  CHECK_FALSE(Inventory::open(options));
  options.key_text = "another";
  must(Inventory::open(options));
  InventoryFixture other(TestDatabase::kSqlite);
  Inventory by_file = other.open();
  CHECK_FALSE(rotate_key(by_file, {.key_text = "x"}));
}

}  // namespace stanch
