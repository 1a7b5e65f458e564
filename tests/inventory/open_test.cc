// SPDX-License-Identifier: Apache-2.0
#include "inventory/inventory.h"

#include <filesystem>
#include <fstream>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inventory/audit.h"
#include "inventory/record.h"
#include "inventory/schema.h"
#include "inventory/sqlite_backend.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"
#include "tests/support/scoped.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

unsigned mode_of(const fs::path& path) {
  return static_cast<unsigned>(fs::status(path).permissions());
}

std::string refusal(const InventoryOptions& options) {
  auto opened = Inventory::open(options);
  return opened ? "" : opened.error().message;
}

void fill_with_secrets(const InventoryFixture& fixture, Inventory& inventory) {
  std::vector<Finding> found;
  for (int i = 0; i < 300; ++i) {
    found.push_back(finding_of("value " + std::to_string(i), {"a.txt"}));
  }
  fixture.scan(inventory, whole_scope("/srv"), found);
}

}  // namespace

TEST_CASE("an inventory is for its owner's eyes", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  InventoryOptions options = fixture.options();
  Inventory inventory = fixture.open();
  fill_with_secrets(fixture, inventory);
  CHECK(mode_of(fs::path(options.place).parent_path()) == 0700);
  for (const char* end : {"", ".key", "-wal", "-shm"}) {
    INFO(end);
    CHECK(mode_of(options.place + end) == 0600);
  }
}

TEST_CASE("the default is in the state folder", "[inventory]") {
  ScopedVariable home("HOME", "/home/ada");
  {
    ScopedVariable state("XDG_STATE_HOME", "/state");
    CHECK(must(default_inventory()) == "/state/stanch/inventory.db");
    CHECK(must(default_key_file("postgres://u:p@db.corp:5432/keys?x=y")) ==
          "/state/stanch/postgres-db.corp-5432-keys.key");
  }
  CHECK(must(default_inventory()) ==
        "/home/ada/.local/state/stanch/inventory.db");
  CHECK(must(default_key_file("/x/i.db")) == "/x/i.db.key");
}

TEST_CASE("a key that does not fit is refused", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    InventoryOptions options = fixture.options();
    {
      Inventory inventory = fixture.open();
    }
    InventoryOptions by_text = fixture.options();
    by_text.key_text = "another";
    CHECK(refusal(by_text).ends_with(
        "STANCH_KEY is not the key that it was made with"));
    fs::rename(options.key_file, options.key_file + ".away");
    CHECK(refusal(options).find("its key is neither in ") != std::string::npos);
    CHECK_FALSE(fs::exists(options.key_file));
    fixture.folder().write("state/inventory.db.key",
                           std::string(64, 'a') + "\n");
    CHECK(refusal(options).find("can be read by others") != std::string::npos);
    fs::permissions(options.key_file, fs::perms(0600));
    CHECK(refusal(options).find("its key is neither in ") != std::string::npos);
    fixture.folder().write("state/inventory.db.key", "no key\n");
    CHECK(refusal(options).find("is no key: expected a line of 64") !=
          std::string::npos);
  }
}

TEST_CASE("a text can be the key", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    InventoryOptions options = fixture.options();
    options.key_text = "of the team";
    std::string print = must(Inventory::open(options)).key().fingerprint("x");
    CHECK_FALSE(fs::exists(options.key_file));
    CHECK(must(Inventory::open(options)).key().fingerprint("x") == print);
    CHECK(InventoryKey::of_text("of another").fingerprint("x") != print);
  }
}

TEST_CASE("what is no inventory is refused and left alone", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  InventoryOptions options = fixture.options();
  options.place = fixture.folder().write("text.db", "no database at all\n");
  CHECK(refusal(options).ends_with("that file is no SQLite database"));
  CHECK(fs::file_size(options.place) == 19);

  options.place = fixture.folder().path() / "other.db";
  {
    SQLite::Database other(options.place,
                           SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE secret (x)");
  }
  CHECK(refusal(options).ends_with(
      "that file is the database of another program"));
  options.place = fixture.folder().path();
  CHECK_FALSE(refusal(options).empty());

  options.place = fixture.folder().path() / "missing.db";
  options.access = Access::kRead;
  CHECK(refusal(options).ends_with("a scan with --inventory makes one"));
  CHECK_FALSE(fs::exists(options.place));
}

TEST_CASE("a newer inventory is refused, an older one brought up to date",
          "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    Inventory inventory = fixture.open();
    fill_with_secrets(fixture, inventory);
    std::vector<Migration> steps(migrations().begin(), migrations().end());
    int newest = steps.back().to;
    steps.push_back(
        {.to = newest + 1,
         .statements = {"CREATE TABLE later (x TEXT)", "no statement at all"}});
    // A step that fails changes nothing.
    CHECK_FALSE(migrate(inventory.backend(), Access::kWrite, steps));
    CHECK(refusal(fixture.options()).empty());
    steps.back().statements.pop_back();
    CHECK_FALSE(migrate(inventory.backend(), Access::kRead, steps));
    must(migrate(inventory.backend(), Access::kWrite, steps));
    must(migrate(inventory.backend(), Access::kWrite, steps));
    CHECK(refusal(fixture.options()).find("take a newer stanch") !=
          std::string::npos);
    if (database != TestDatabase::kSqlite) continue;
    InventoryOptions copy = fixture.options();
    copy.place += ".version-" + std::to_string(newest);
    CHECK(mode_of(copy.place) == 0600);
    Inventory old = must(Inventory::open(copy));
    CHECK(must(secret_by_id(old, 300)).id == 300);
  }
}

TEST_CASE("a locked inventory is said to be so", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  InventoryOptions options = fixture.options();
  options.patience = 20;
  Inventory other = must(Inventory::open(options));
  must(inventory.backend().begin(Access::kWrite));
  auto done = other.write([] { return Result<void>(); });
  REQUIRE_FALSE(done);
  CHECK(done.error().message.find("another program keeps it locked") !=
        std::string::npos);
  // Reading goes on.
  must(other.read([] { return Result<void>(); }));
  inventory.backend().rollback();
  must(other.write([] { return Result<void>(); }));
}

TEST_CASE("a file that is cut off is said to be so", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  {
    Inventory inventory = fixture.open();
    fill_with_secrets(fixture, inventory);
  }
  std::string place = fixture.options().place;
  std::uintmax_t size = fs::file_size(place);
  for (std::uintmax_t left : {size - 4096, size / 2, std::uintmax_t{50}}) {
    fs::resize_file(place, left);
    INFO(left << " of " << size << ": " << refusal(fixture.options()));
    bool is_named =
        refusal(fixture.options()).find("damaged or cut off") !=
            std::string::npos ||
        refusal(fixture.options()).find("no SQLite") != std::string::npos;
    CHECK(is_named);
  }
}

TEST_CASE("a database that takes no changes says so", "[inventory]") {
  if (::geteuid() == 0) {
    WARN("left out: root may write everything");
    return;
  }
  InventoryFixture fixture(TestDatabase::kSqlite);
  {
    Inventory inventory = fixture.open();
  }
  fs::permissions(fixture.options().place, fs::perms(0400));
  fs::permissions(fixture.folder().path() / "state", fs::perms(0500));
  CHECK_FALSE(refusal(fixture.options()).empty());
  fs::permissions(fixture.folder().path() / "state", fs::perms(0700));
}

TEST_CASE("an inventory can be opened for reading only", "[inventory]") {
  for (TestDatabase database : test_databases()) {
    InventoryFixture fixture(database);
    {
      Inventory inventory = fixture.open();
      fill_with_secrets(fixture, inventory);
    }
    InventoryOptions options = fixture.options();
    options.access = Access::kRead;
    Inventory inventory = must(Inventory::open(options));
    CHECK(must(secret_by_id(inventory, 1)).id == 1);
  }
}

TEST_CASE("a file whose disk is full keeps what was there", "[inventory]") {
  InventoryFixture fixture(TestDatabase::kSqlite);
  Inventory inventory = fixture.open();
  fill_with_secrets(fixture, inventory);
  must(inventory.read([&]() -> Result<void> {
    SqlRows pages = must(inventory.backend().query("PRAGMA page_count", {}));
    must(inventory.backend().query(
        "PRAGMA max_page_count = " + std::to_string(pages[0].number(0)), {}));
    return {};
  }));
  std::vector<Finding> found;
  for (int i = 0; i < 3000; ++i) {
    found.push_back(finding_of("more " + std::to_string(i), {"a.txt"}));
  }
  InventoryFixture const& shared = fixture;
  CHECK_THROWS_WITH(shared.scan(inventory, whole_scope("/srv"), found),
                    Catch::Contains("no space is left on the disk"));
  CHECK(dump(inventory, "id", "secret").size() == 300);
  CHECK(must(verify_audit(inventory)).faults.empty());
}

}  // namespace stanch
