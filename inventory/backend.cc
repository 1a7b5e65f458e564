// SPDX-License-Identifier: Apache-2.0
#include "inventory/backend.h"

#include <algorithm>

#include "core/utf8.h"

namespace stanch {
namespace {

// SQLite takes 32,766 parameters in one statement, PostgreSQL 65,535; longer
// statements than this are not faster.
constexpr std::size_t kMostParameters = 4000;
constexpr std::size_t kRowsKept = 2'000;

std::string placeholders(std::size_t count) {
  std::string out = "(";
  for (std::size_t i = 0; i < count; ++i) out += i == 0 ? "?" : ",?";
  return out + ")";
}

// Calls `each` with the statement and the parameters of every part of the list.
template <typename Each>
Result<void> in_parts(std::string_view sql, const SqlValues& before,
                      const SqlValues& list, Each each) {
  for (std::size_t at = 0; at < list.size(); at += kMostParameters) {
    std::size_t count = std::min(kMostParameters, list.size() - at);
    SqlValues parameters = before;
    auto first = list.begin() + static_cast<std::ptrdiff_t>(at);
    parameters.insert(parameters.end(), first,
                      first + static_cast<std::ptrdiff_t>(count));
    auto done = each(std::string(sql) + placeholders(count), parameters);
    if (!done) return std::unexpected(std::move(done.error()));
  }
  return {};
}

}  // namespace

std::int64_t SqlRow::number(std::size_t column) const {
  const auto* value = std::get_if<std::int64_t>(&values_[column]);
  return value == nullptr ? 0 : *value;
}

std::string SqlRow::text(std::size_t column) const {
  const auto* value = std::get_if<std::string>(&values_[column]);
  return value == nullptr ? std::string() : *value;
}

Result<void> in_transaction(InventoryBackend& backend, Access access,
                            const std::function<Result<void>()>& work) {
  if (auto begun = backend.begin(access); !begun) return begun;
  auto done = work();
  if (!done) {
    backend.rollback();
    return done;
  }
  return backend.commit();
}

Result<void> insert_rows(InventoryBackend& backend, std::string_view head,
                         std::string_view tail,
                         const std::vector<SqlValues>& rows) {
  if (rows.empty()) return {};
  std::size_t width = rows.front().size();
  std::size_t most = std::max<std::size_t>(1, kMostParameters / width);
  std::string one = placeholders(width);
  for (std::size_t at = 0; at < rows.size(); at += most) {
    std::size_t end = std::min(at + most, rows.size());
    std::string sql(head);
    SqlValues parameters;
    for (std::size_t i = at; i < end; ++i) {
      sql += (i == at ? " " : ",") + one;
      parameters.insert(parameters.end(), rows[i].begin(), rows[i].end());
    }
    if (!tail.empty()) sql += " " + std::string(tail);
    auto done = backend.execute(sql, parameters);
    if (!done) return std::unexpected(std::move(done.error()));
  }
  return {};
}

Result<void> RowInserter::add(SqlValues row) {
  rows_.push_back(std::move(row));
  return rows_.size() < kRowsKept ? Result<void>() : finish();
}

Result<void> RowInserter::finish() {
  auto done = insert_rows(backend_, head_, "", rows_);
  rows_.clear();
  return done;
}

Result<SqlRows> query_in(InventoryBackend& backend, std::string_view sql,
                         const SqlValues& before, const SqlValues& list) {
  SqlRows out;
  auto done =
      in_parts(sql, before, list,
               [&](const std::string& part, const SqlValues& parameters) {
                 auto rows = backend.query(part, parameters);
                 if (rows) std::ranges::move(*rows, std::back_inserter(out));
                 return rows;
               });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

Result<void> execute_in(InventoryBackend& backend, std::string_view sql,
                        const SqlValues& before, const SqlValues& list) {
  return in_parts(sql, before, list,
                  [&](const std::string& part, const SqlValues& parameters) {
                    return backend.execute(part, parameters);
                  });
}

std::string storable(std::string_view bytes) {
  std::string out = utf8(bytes);
  for (std::size_t at = 0; (at = out.find('\0', at)) != std::string::npos;) {
    out.replace(at, 1, "\\x00");
  }
  return out;
}

}  // namespace stanch
