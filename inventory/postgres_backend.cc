// SPDX-License-Identifier: Apache-2.0
//
// Built as a module of its own: see postgres_module.cc.
#include "inventory/postgres_backend.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/core.h>
#include <pqxx/pqxx>

namespace stanch {
namespace {

// Any number that no other program of the database uses: "stanch" in ASCII.
constexpr std::int64_t kWriterLock = 0x7374616e6368;

// Numbers of types (pg_type): int8, int2, int4.
bool is_number(pqxx::oid type) {
  return type == 20 || type == 21 || type == 23;
}

// `?` as `$1`, `$2`, ... None of our statements has one in a text.
std::string numbered(std::string_view sql) {
  std::string out;
  int number = 0;
  for (char c : sql) {
    if (c == '?') {
      out += '$' + std::to_string(++number);
    } else {
      out += c;
    }
  }
  return out;
}

// What libpq says may have several lines, and quotes what it was given.
std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

class PostgresBackend : public InventoryBackend {
 public:
  PostgresBackend(std::string name, const std::string& url)
      : name_(std::move(name)), connection_(url) {
    pqxx::nontransaction setup(connection_);
    setup.exec("SET client_min_messages = error");
    setup.exec("SET search_path = stanch");
    setup.exec("SET client_encoding = 'UTF8'");
  }

  const std::string& name() const override { return name_; }

  // An earlier failure ends the use of the connection: pqxx would make a new
  // one by itself, without our settings.
  Result<void> begin(Access access) override {
    if (lost_) return std::unexpected(lost());
    return guarded([&] {
      work_ = std::make_unique<pqxx::work>(connection_);
      if (access == Access::kWrite) {
        work_->exec_params("SELECT pg_advisory_xact_lock($1)", kWriterLock);
      }
    });
  }

  Result<void> commit() override {
    auto done = guarded([&] { work_->commit(); });
    work_.reset();
    return done;
  }

  void rollback() override { work_.reset(); }

  Result<SqlRows> query(std::string_view sql,
                        const SqlValues& parameters) override {
    SqlRows out;
    auto done = guarded([&] {
      pqxx::result rows = run(sql, parameters);
      std::vector<bool> numbers;
      for (pqxx::row::size_type i = 0; i < rows.columns(); ++i) {
        numbers.push_back(is_number(rows.column_type(i)));
      }
      for (const pqxx::row& row : rows) out.push_back(row_of(row, numbers));
    });
    if (!done) return std::unexpected(std::move(done.error()));
    return out;
  }

  Result<std::int64_t> execute(std::string_view sql,
                               const SqlValues& parameters) override {
    std::int64_t changed = 0;
    auto done = guarded([&] {
      changed = static_cast<std::int64_t>(run(sql, parameters).affected_rows());
    });
    if (!done) return std::unexpected(std::move(done.error()));
    return changed;
  }

  Result<bool> has_table(std::string_view table) override {
    auto rows = query(
        "SELECT 1 FROM information_schema.tables "
        "WHERE table_schema = 'stanch' AND table_name = ?",
        {std::string(table)});
    if (!rows) return std::unexpected(std::move(rows.error()));
    return !rows->empty();
  }

  Result<std::string> back_up(std::string_view) override { return {}; }

  // Makes the schema, or refuses one that another program made.
  Result<void> claim(Access access) {
    return in_transaction(*this, access, [&]() -> Result<void> {
      auto tables = query(
          "SELECT table_name FROM information_schema.tables "
          "WHERE table_schema = 'stanch'",
          {});
      if (!tables) return std::unexpected(std::move(tables.error()));
      bool has_ours = std::ranges::any_of(
          *tables, [](const SqlRow& row) { return row.text(0) == "meta"; });
      if (!tables->empty() && !has_ours) {
        return fail(ErrorKind::kUsage,
                    fmt::format("inventory {}: the schema stanch there is of "
                                "another program",
                                name_));
      }
      if (has_ours || access == Access::kRead) return {};
      auto made = execute("CREATE SCHEMA IF NOT EXISTS stanch", {});
      if (!made) return std::unexpected(std::move(made.error()));
      return {};
    });
  }

 private:
  Error lost() const {
    return {ErrorKind::kUnwritable,
            fmt::format("inventory {}: the connection was lost; nothing that "
                        "was not finished is in it: run the command again",
                        name_)};
  }

  template <typename Work>
  Result<void> guarded(Work work) {
    auto failed = [&](ErrorKind kind, std::string_view what) {
      return fail(kind, fmt::format("inventory {}: {}", name_, what));
    };
    try {
      work();
      return {};
    } catch (const pqxx::in_doubt_error&) {
      lost_ = true;
      return failed(ErrorKind::kUnwritable,
                    "the connection was lost while it was written: look "
                    "whether it is in there, or run the command again");
    } catch (const pqxx::broken_connection&) {
      lost_ = true;
      return std::unexpected(lost());
    } catch (const pqxx::insufficient_privilege& error) {
      return failed(ErrorKind::kUnwritable, first_line(error.what()));
    } catch (const std::exception& error) {
      return failed(ErrorKind::kUnreadable, first_line(error.what()));
    }
  }

  pqxx::result run(std::string_view sql, const SqlValues& parameters) {
    std::vector<std::string> texts;
    texts.reserve(parameters.size());
    std::vector<const char*> pointers;
    for (const SqlValue& value : parameters) {
      if (const auto* number = std::get_if<std::int64_t>(&value)) {
        texts.push_back(std::to_string(*number));
      } else if (const auto* text = std::get_if<std::string>(&value)) {
        texts.push_back(*text);
      } else {
        pointers.push_back(nullptr);
        continue;
      }
      pointers.push_back(texts.back().c_str());
    }
    return work_->exec_params(numbered(sql),
                              pqxx::prepare::make_dynamic_params(pointers));
  }

  static SqlRow row_of(const pqxx::row& row, const std::vector<bool>& numbers) {
    SqlValues values;
    for (pqxx::row::size_type i = 0; i < row.size(); ++i) {
      if (row[i].is_null()) {
        values.emplace_back();
      } else if (numbers[i]) {
        values.emplace_back(row[i].as<std::int64_t>());
      } else {
        values.emplace_back(std::string(row[i].c_str(), row[i].size()));
      }
    }
    return SqlRow(std::move(values));
  }

  std::string name_;
  pqxx::connection connection_;
  std::unique_ptr<pqxx::work> work_;
  bool lost_ = false;
};

bool is_near(std::string_view host) {
  return host.empty() || host.starts_with("localhost") ||
         host.starts_with("127.") || host.starts_with("[::1]") ||
         host.starts_with("%2F") || host.starts_with("%2f");
}

// libpq's own default is to go on unencrypted where the server has no TLS, and
// to wait for ever for one that does not answer.
std::string with_defaults(const std::string& url) {
  std::string out = url;
  auto add = [&](std::string_view name, std::string_view value) {
    if (out.find(std::string(name) + "=") != std::string::npos) return;
    out += out.find('?') == std::string::npos ? "?" : "&";
    out += fmt::format("{}={}", name, value);
  };
  bool by_service = out.find("service=") != std::string::npos ||
                    std::getenv("PGSERVICE") != nullptr;
  bool elsewhere = !is_near(postgres_authority(url)) ||
                   out.find("host=") != std::string::npos;
  if (elsewhere && !by_service && std::getenv("PGSSLMODE") == nullptr) {
    add("sslmode", "require");
  }
  if (std::getenv("PGCONNECT_TIMEOUT") == nullptr) add("connect_timeout", "10");
  add("application_name", "stanch");
  return out;
}

}  // namespace

Result<std::unique_ptr<InventoryBackend>> open_postgres(const std::string& url,
                                                        Access access) {
  std::string name = shown_postgres_url(url);
  try {
    auto out = std::make_unique<PostgresBackend>(name, with_defaults(url));
    if (auto ours = out->claim(access); !ours) {
      return std::unexpected(std::move(ours.error()));
    }
    return out;
  } catch (const std::exception& error) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("inventory {}: no connection: {}", name,
                            first_line(error.what())));
  }
}

}  // namespace stanch

// How the program finds it. C has no Result to return.
extern "C" [[gnu::visibility("default")]] void stanch_open_postgres(
    const std::string& url, stanch::Access access,
    stanch::Result<std::unique_ptr<stanch::InventoryBackend>>& out) {
  out = stanch::open_postgres(url, access);
}
