// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/sink.h"
#include "inventory/inventory.h"
#include "inventory/merge.h"
#include "inventory/run_scope.h"
#include "tests/support/temp_dir.h"

namespace stanch {

enum class TestDatabase { kSqlite, kPostgres };

// Both, or only SQLite where PostgreSQL is not installed (that is said, and
// fails where CI is set).
std::vector<TestDatabase> test_databases();

// An empty inventory of one kind, with a clock that the test sets.
class InventoryFixture {
 public:
  explicit InventoryFixture(TestDatabase database);

  InventoryOptions options() const;
  // Throws where it cannot.
  Inventory open() const;

  // Reports these findings of a run to it; throws where that fails.
  MergeResult scan(Inventory& inventory, RunScope scope,
                   const std::vector<Finding>& findings,
                   const RunSummary& summary = {.target = "dir ."}) const;

  std::int64_t time = 1'800'000'000;  // 2027-01-15T08:00:00Z
  const TempDir& folder() const { return folder_; }

 private:
  TempDir folder_;
  std::string place_;
};

// A finding of that value, at a line of each path.
Finding finding_of(std::string_view value,
                   const std::vector<std::string>& paths,
                   std::string rule = "github-pat");

// All of a repository's files; paths stay as they are.
RunScope whole_scope(std::string repository, std::string source = "dir");

// Every row of a table as text, sorted.
std::vector<std::string> dump(Inventory& inventory, const std::string& columns,
                              const std::string& table);

// Of a Result that must be there.
template <typename T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace stanch
