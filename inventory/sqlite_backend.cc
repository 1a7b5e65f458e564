// SPDX-License-Identifier: Apache-2.0
#include "inventory/sqlite_backend.h"

#include <cerrno>
#include <filesystem>
#include <optional>
#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "core/posix.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// "stch"; file(1) and others tell files by it.
constexpr int kApplicationId = 0x73746368;

Error error_of(const std::string& name, const SQLite::Exception& error) {
  auto say = [&](ErrorKind kind, std::string_view what) {
    return Error{kind, fmt::format("inventory {}: {}", name, what)};
  };
  switch (error.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return say(ErrorKind::kUnwritable,
                 "another program keeps it locked; try again when that ended");
    case SQLITE_READONLY:
      return say(ErrorKind::kUnwritable,
                 "it is read-only; give it, and its folder, write permission");
    case SQLITE_FULL:
      return say(ErrorKind::kUnwritable,
                 "no space is left on the disk; nothing of this run is in it");
    case SQLITE_NOTADB:
      return say(ErrorKind::kUsage, "that file is no SQLite database");
    case SQLITE_CORRUPT:
      return say(ErrorKind::kUnreadable,
                 "the file is damaged or cut off; put a backup in its place, "
                 "or save what is left with `sqlite3 FILE .recover`");
    case SQLITE_CANTOPEN:
      return say(ErrorKind::kUnreadable,
                 "it cannot be opened; look at the permissions of the file and "
                 "its folder");
    case SQLITE_IOERR:
      return say(ErrorKind::kUnwritable,
                 fmt::format("the disk failed: {}", error.what()));
    default:
      return say(ErrorKind::kUnreadable, error.what());
  }
}

class SqliteBackend : public InventoryBackend {
 public:
  SqliteBackend(std::string name, const SqliteChoice& choice)
      : name_(std::move(name)),
        database_(name_,
                  choice.access == Access::kRead ? SQLite::OPEN_READONLY
                                                 : SQLite::OPEN_READWRITE,
                  choice.patience) {}

  const std::string& name() const override { return name_; }

  Result<void> begin(Access access) override {
    return guarded([&] {
      database_.exec(access == Access::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
    });
  }

  Result<void> commit() override {
    auto done = guarded([&] { database_.exec("COMMIT"); });
    if (!done) rollback();
    return done;
  }

  void rollback() override { database_.tryExec("ROLLBACK"); }

  Result<SqlRows> query(std::string_view sql,
                        const SqlValues& parameters) override {
    SqlRows out;
    auto done = guarded([&] {
      SQLite::Statement statement = prepare(sql, parameters);
      while (statement.executeStep()) out.push_back(row_of(statement));
    });
    if (!done) return std::unexpected(std::move(done.error()));
    return out;
  }

  Result<std::int64_t> execute(std::string_view sql,
                               const SqlValues& parameters) override {
    std::int64_t changed = 0;
    auto done = guarded([&] { changed = prepare(sql, parameters).exec(); });
    if (!done) return std::unexpected(std::move(done.error()));
    return changed;
  }

  Result<bool> has_table(std::string_view table) override {
    auto rows = query("SELECT 1 FROM sqlite_master WHERE name = ?",
                      {std::string(table)});
    if (!rows) return std::unexpected(std::move(rows.error()));
    return !rows->empty();
  }

  // Into a file beside it, whole and consistent.
  Result<std::string> back_up(std::string_view label) override {
    std::string copy = fmt::format("{}.{}", name_, label);
    std::error_code ignored;
    fs::remove(copy, ignored);
    auto done = guarded([&] {
      SQLite::Statement statement(database_, "VACUUM INTO ?");
      statement.bind(1, copy);
      statement.exec();
    });
    if (!done) return std::unexpected(std::move(done.error()));
    ::chmod(copy.c_str(), S_IRUSR | S_IWUSR);
    return copy;
  }

  // Refuses what is not ours, and makes an empty file ours.
  Result<void> claim(Access access) {
    std::optional<std::string> refusal;
    auto done = guarded([&] {
      int id = database_.execAndGet("PRAGMA application_id").getInt();
      if (id == kApplicationId) return;
      int tables =
          database_.execAndGet("SELECT count(*) FROM sqlite_master").getInt();
      if (id != 0 || tables != 0 || access == Access::kRead) {
        refusal = "that file is the database of another program";
        return;
      }
      database_.exec(fmt::format("PRAGMA application_id = {}", kApplicationId));
    });
    if (done && refusal) {
      return fail(ErrorKind::kUsage,
                  fmt::format("inventory {}: {}", name_, *refusal));
    }
    return done;
  }

  // To change the mode takes the file for oneself, for a moment; where another
  // program has it, that one changes the mode.
  void settle() {
    if (database_.execAndGet("PRAGMA journal_mode").getString() != "wal") {
      database_.tryExec("PRAGMA journal_mode = WAL");
    }
    database_.exec("PRAGMA synchronous = FULL");
    database_.exec("PRAGMA foreign_keys = ON");
  }

 private:
  template <typename Work>
  Result<void> guarded(Work work) {
    try {
      work();
      return {};
    } catch (const SQLite::Exception& error) {
      return std::unexpected(error_of(name_, error));
    }
  }

  SQLite::Statement prepare(std::string_view sql, const SqlValues& parameters) {
    SQLite::Statement statement(database_, std::string(sql));
    int index = 0;
    for (const SqlValue& value : parameters) {
      ++index;
      if (const auto* number = std::get_if<std::int64_t>(&value)) {
        statement.bind(index, *number);
      } else if (const auto* text = std::get_if<std::string>(&value)) {
        statement.bindNoCopy(index, *text);
      }
    }
    return statement;
  }

  static SqlRow row_of(SQLite::Statement& statement) {
    SqlValues values;
    for (int i = 0; i < statement.getColumnCount(); ++i) {
      SQLite::Column column = statement.getColumn(i);
      if (column.isNull()) {
        values.emplace_back();
      } else if (column.isInteger()) {
        values.emplace_back(column.getInt64());
      } else {
        values.emplace_back(column.getString());
      }
    }
    return SqlRow(std::move(values));
  }

  std::string name_;
  SQLite::Database database_;
};

// SQLite gives its log the permissions of the file, so the file comes first.
Result<void> make_file(const std::string& path) {
  std::error_code failure;
  fs::path folder = fs::path(path).parent_path();
  std::vector<fs::path> missing;
  while (!folder.empty() && !fs::exists(folder, failure)) {
    missing.push_back(folder);
    folder = folder.parent_path();
  }
  while (!missing.empty()) {
    if (::mkdir(missing.back().c_str(), S_IRWXU) != 0 && errno != EEXIST) {
      return fail(
          ErrorKind::kUnwritable,
          fmt::format("inventory {}: cannot make the folder {}: {}", path,
                      missing.back().string(), describe_error(errno)));
    }
    missing.pop_back();
  }
  // A file that is there is not opened here: to close it again would give up
  // the locks of every connection of this process (POSIX).
  if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) == 0 || errno != ENOENT) {
    return {};
  }
  FileDescriptor file(::open(
      path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!file && errno != EEXIST) {
    return fail(ErrorKind::kUnwritable,
                fmt::format("inventory {}: {}", path, describe_error(errno)));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<InventoryBackend>> open_sqlite(
    const SqliteChoice& choice) {
  std::string path = fs::path(choice.path).lexically_normal().string();
  std::error_code ignored;
  if (choice.access == Access::kWrite) {
    if (auto made = make_file(path); !made) {
      return std::unexpected(std::move(made.error()));
    }
  } else if (!fs::exists(path, ignored)) {
    return fail(ErrorKind::kUsage,
                fmt::format("there is no inventory {}; a scan with --inventory "
                            "makes one",
                            path));
  }
  try {
    auto out = std::make_unique<SqliteBackend>(path, choice);
    if (auto ours = out->claim(choice.access); !ours) {
      return std::unexpected(std::move(ours.error()));
    }
    out->settle();
    return out;
  } catch (const SQLite::Exception& error) {
    return std::unexpected(error_of(path, error));
  }
}

}  // namespace stanch
