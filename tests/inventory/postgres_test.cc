// SPDX-License-Identifier: Apache-2.0
#include "inventory/postgres_backend.h"

#include "inventory/inventory.h"
#include "tests/support/catch.h"
#include "tests/support/inventory_fixture.h"
#include "tests/support/postgres_server.h"
#include "tests/support/scoped.h"

namespace stanch {

TEST_CASE("no message shows the password of a URL", "[inventory]") {
  CHECK(shown_postgres_url("postgres://ada:pass@word@db:5432/keys?sslmode=x") ==
        "postgres://db:5432/keys");
  CHECK(shown_postgres_url("postgresql://db") == "postgres://db");
  CHECK(shown_postgres_url("postgres://?service=team") == "postgres://");
  CHECK(is_postgres_url("postgresql://db"));
  CHECK_FALSE(is_postgres_url("/tmp/postgres://db"));
  auto opened =
      open_postgres("postgres://ada:sesame@127.0.0.1:1/keys", Access::kRead);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message.starts_with(
      "inventory postgres://127.0.0.1:1/keys: no connection: "));
  CHECK(opened.error().message.find("sesame") == std::string::npos);
  CHECK(opened.error().message.find('\n') == std::string::npos);
}

TEST_CASE("the password comes from where libpq looks", "[inventory]") {
  PostgresServer* server = PostgresServer::shared();
  if (server == nullptr) return;
  InventoryFixture fixture(TestDatabase::kPostgres);
  InventoryOptions options = fixture.options();
  options.place = server->url_without_password();
  CHECK_FALSE(Inventory::open(options));
  ScopedVariable password("PGPASSWORD", server->password());
  must(Inventory::open(options));
  // All of it from a service file.
  std::string url = server->url_without_password();
  std::string port = url.substr(url.rfind(':') + 1);
  port.resize(port.find('/'));
  ScopedVariable file("PGSERVICEFILE",
                      fixture.folder().write(
                          "services", "[team]\nhost=127.0.0.1\nport=" + port +
                                          "\nuser=stanch\ndbname=postgres\n"));
  options.place = "postgres://?service=team";
  must(Inventory::open(options));
}

TEST_CASE("a schema of another program is refused", "[inventory]") {
  if (PostgresServer::shared() == nullptr) return;
  auto server = PostgresServer::start();
  TempDir folder;
  InventoryOptions options{.place = server->url(),
                           .key_file = folder.path() / "key"};
  {
    Inventory inventory = must(Inventory::open(options));
    must(inventory.write([&]() -> Result<void> {
      must(inventory.backend().execute("DROP SCHEMA stanch CASCADE", {}));
      must(inventory.backend().execute("CREATE SCHEMA stanch", {}));
      must(inventory.backend().execute("CREATE TABLE stanch.other (x TEXT)",
                                       {}));
      return {};
    }));
  }
  auto opened = Inventory::open(options);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().message.ends_with(
      "the schema stanch there is of another program"));
}

}  // namespace stanch
