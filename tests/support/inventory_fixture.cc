// SPDX-License-Identifier: Apache-2.0
#include "tests/support/inventory_fixture.h"

#include <algorithm>
#include <stdexcept>

#include "inventory/postgres_backend.h"
#include "inventory/sink.h"
#include "tests/support/postgres_server.h"

namespace stanch {

std::vector<TestDatabase> test_databases() {
  if (PostgresServer::shared() == nullptr) return {TestDatabase::kSqlite};
  return {TestDatabase::kSqlite, TestDatabase::kPostgres};
}

InventoryFixture::InventoryFixture(TestDatabase database) {
  if (database == TestDatabase::kSqlite) {
    place_ = folder_.path() / "state/inventory.db";
    return;
  }
  place_ = PostgresServer::shared()->url();
  auto backend = must(open_postgres(place_, Access::kWrite));
  must(in_transaction(*backend, Access::kWrite, [&]() -> Result<void> {
    must(backend->execute("DROP SCHEMA stanch CASCADE", {}));
    return {};
  }));
}

InventoryOptions InventoryFixture::options() const {
  return {.place = place_,
          .key_file = folder_.path() / "state/inventory.db.key",
          .who = "ada@test",
          .clock = [this] { return time; }};
}

Inventory InventoryFixture::open() const {
  return must(Inventory::open(options()));
}

MergeResult InventoryFixture::scan(Inventory& inventory, RunScope scope,
                                   const std::vector<Finding>& findings,
                                   const RunSummary& summary) const {
  InventorySink sink(inventory, std::move(scope), "1.2.3");
  must(sink.begin(summary));
  for (const Finding& finding : findings) must(sink.accept(finding));
  must(sink.end(summary));
  return sink.result();
}

Finding finding_of(std::string_view value,
                   const std::vector<std::string>& paths, std::string rule) {
  Finding out;
  out.rule_id = std::move(rule);
  out.title = "A key";
  out.provider = "Acme";
  out.grants = "everything";
  out.next = "Revoke it";
  out.severity = Severity::kHigh;
  out.secret = Secret(value);
  std::uint32_t line = 3;
  for (const std::string& path : paths) {
    Occurrence place;
    place.provenance = {.origin = "file", .path = path};
    place.start = {.line = line++, .column = 1};
    if (&path == &paths.front()) {
      out.place = place;
    } else {
      out.other_places.push_back(place);
    }
  }
  return out;
}

RunScope whole_scope(std::string repository, std::string source) {
  return {.source = std::move(source),
          .roots = {{.repository = std::move(repository)}},
          .is_whole = true};
}

std::vector<std::string> dump(Inventory& inventory, const std::string& columns,
                              const std::string& table) {
  std::vector<std::string> out;
  must(inventory.read([&]() -> Result<void> {
    SqlRows rows = must(
        inventory.backend().query("SELECT " + columns + " FROM " + table, {}));
    for (const SqlRow& row : rows) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        std::string text = row.text(i);
        line += text.empty() && !row.is_null(i) ? std::to_string(row.number(i))
                                                : text;
        line += '|';
      }
      out.push_back(line);
    }
    return {};
  }));
  std::ranges::sort(out);
  return out;
}

}  // namespace stanch
