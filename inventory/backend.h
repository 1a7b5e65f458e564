// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.h"

namespace stanch {

// What a column holds; monostate is NULL. Texts are UTF-8 without a NUL:
// storable() makes any bytes so.
using SqlValue = std::variant<std::monostate, std::int64_t, std::string>;
using SqlValues = std::vector<SqlValue>;

// One row of an answer, by the number of the column.
class SqlRow {
 public:
  explicit SqlRow(SqlValues values) : values_(std::move(values)) {}

  bool is_null(std::size_t column) const {
    return std::holds_alternative<std::monostate>(values_[column]);
  }
  // 0 and empty where it is null.
  std::int64_t number(std::size_t column) const;
  std::string text(std::size_t column) const;
  std::size_t size() const { return values_.size(); }

 private:
  SqlValues values_;
};

using SqlRows = std::vector<SqlRow>;

enum class Access { kRead, kWrite };

// A database that an inventory is kept in: SQLite and PostgreSQL. Both are
// spoken to in the SQL that they share (docs/inventory.md says what that is);
// everything above is written once. `?` stands for the next parameter.
//
// begin, then any number of calls, then commit or rollback; nothing outside.
// A write transaction waits for every other one to end, so what was read in it
// stays true. For one thread. An error names the database, never a password
// or a value; after one the transaction is rolled back and nothing of it
// counts.
class InventoryBackend {
 public:
  virtual ~InventoryBackend() = default;

  // For messages: the path, or the URL without its password.
  virtual const std::string& name() const = 0;

  virtual Result<void> begin(Access access) = 0;
  // After it returned, neither a crash of this process nor of the machine
  // loses what was written.
  virtual Result<void> commit() = 0;
  virtual void rollback() = 0;

  virtual Result<SqlRows> query(std::string_view sql,
                                const SqlValues& parameters) = 0;
  virtual Result<bool> has_table(std::string_view table) = 0;
  // How many rows it changed.
  virtual Result<std::int64_t> execute(std::string_view sql,
                                       const SqlValues& parameters) = 0;

  // Keeps what is there before a migration changes it, and says where; empty
  // where the database's own transactions are all that can be done.
  virtual Result<std::string> back_up(std::string_view label) = 0;
};

// Does the work in one transaction, which is rolled back where it fails.
Result<void> in_transaction(InventoryBackend& backend, Access access,
                            const std::function<Result<void>()>& work);

// Many rows in few statements: `head` is "INSERT INTO t (a, b) VALUES", `tail`
// what follows the rows ("ON CONFLICT ..."), or empty. All rows have the same
// number of values.
Result<void> insert_rows(InventoryBackend& backend, std::string_view head,
                         std::string_view tail,
                         const std::vector<SqlValues>& rows);

// The same for rows that come one after the other: few of them are kept at a
// time. `finish` after the last one.
class RowInserter {
 public:
  RowInserter(InventoryBackend& backend, std::string head)
      : backend_(backend), head_(std::move(head)) {}

  Result<void> add(SqlValues row);
  Result<void> finish();

 private:
  InventoryBackend& backend_;
  std::string head_;
  std::vector<SqlValues> rows_;
};

// The answers of one statement asked for many values: `sql` has " IN " before
// the place of the list at its end; `before` are its other parameters.
Result<SqlRows> query_in(InventoryBackend& backend, std::string_view sql,
                         const SqlValues& before, const SqlValues& list);
Result<void> execute_in(InventoryBackend& backend, std::string_view sql,
                        const SqlValues& before, const SqlValues& list);

// The bytes as a column takes them: what is not UTF-8, and NUL, as `\xNN`.
std::string storable(std::string_view bytes);

}  // namespace stanch
