// SPDX-License-Identifier: Apache-2.0
//
// A key is tried against a check value before anything is read: with a wrong
// one every fingerprint would be another, and every secret would look new.
#include "inventory/inventory.h"

#include <algorithm>
#include <cassert>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include <fmt/core.h>

#include "inventory/postgres_backend.h"
#include "inventory/schema.h"
#include "inventory/sqlite_backend.h"

namespace stanch {
namespace {

Result<std::string> state_folder() {
  if (const char* state = std::getenv("XDG_STATE_HOME");
      state != nullptr && *state == '/') {
    return std::string(state) + "/stanch";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') {
    return std::string(home) + "/.local/state/stanch";
  }
  return fail(ErrorKind::kUsage,
              "where is the inventory? Neither XDG_STATE_HOME nor HOME is set; "
              "give --inventory=PATH");
}

Result<std::unique_ptr<InventoryBackend>> open_backend(
    const InventoryOptions& options) {
  if (is_postgres_url(options.place)) {
    return open_postgres(options.place, options.access);
  }
  return open_sqlite({.path = options.place,
                      .access = options.access,
                      .patience = options.patience});
}

}  // namespace

std::string check_value(const InventoryKey& key) {
  return key.sign("check", "stanch inventory");
}

std::int64_t system_time() { return std::time(nullptr); }

Result<Inventory> Inventory::open(InventoryOptions options) {
  auto backend = open_backend(options);
  if (!backend) return std::unexpected(std::move(backend.error()));
  if (auto done = migrate(**backend, options.access); !done) {
    return std::unexpected(std::move(done.error()));
  }
  Inventory out(std::move(*backend), std::move(options));
  if (auto found = out.find_key(); !found) {
    return std::unexpected(std::move(found.error()));
  }
  return out;
}

Result<void> Inventory::run(Access access,
                            const std::function<Result<void>()>& work) {
  if (running_) {
    assert(access == Access::kRead || *running_ == Access::kWrite);
    return work();
  }
  running_ = access;
  auto done = in_transaction(*backend_, access, work);
  running_.reset();
  return done;
}

// The key that was given, or the file's; where the database has no check value
// yet, it becomes its key.
Result<void> Inventory::find_key() {
  if (options_.key_file.empty()) {
    auto file = default_key_file(options_.place);
    if (!file) return std::unexpected(std::move(file.error()));
    options_.key_file = std::move(*file);
  }
  std::string check;
  auto read = this->read([&]() -> Result<void> {
    auto value = meta_value(*backend_, kKeyCheck);
    if (!value) return std::unexpected(std::move(value.error()));
    check = std::move(*value);
    return {};
  });
  if (!read) return read;
  if (check.empty()) {
    if (auto made = first_key(); !made) return made;
    return find_key();
  }
  auto refused = [&](std::string_view why) {
    return fail(ErrorKind::kUsage,
                fmt::format("inventory {}: {}", backend_->name(), why));
  };
  if (!options_.key_text.empty()) {
    keys_.push_back(InventoryKey::of_text(options_.key_text));
    if (check_value(keys_.back()) != check) {
      return refused("STANCH_KEY is not the key that it was made with");
    }
    return load_earlier_keys();
  }
  // A rotation that was interrupted left the new key beside the old one.
  std::string next = options_.key_file + ".new";
  for (const std::string& path : {options_.key_file, next}) {
    auto key = read_key_file(path);
    if (!key) return std::unexpected(std::move(key.error()));
    if (!*key || check_value(**key) != check) continue;
    if (path == next) std::rename(next.c_str(), options_.key_file.c_str());
    keys_.push_back(std::move(**key));
    return load_earlier_keys();
  }
  return refused(fmt::format(
      "its key is neither in {} nor in STANCH_KEY; put the key file there, or "
      "set STANCH_KEY to what it was made with",
      options_.key_file));
}

Result<void> Inventory::first_key() {
  std::optional<InventoryKey> key;
  if (!options_.key_text.empty()) {
    key = InventoryKey::of_text(options_.key_text);
  } else {
    auto made = write_key_file(options_.key_file, InventoryKey::random());
    if (!made) return std::unexpected(std::move(made.error()));
    auto there = read_key_file(options_.key_file);
    if (!there) return std::unexpected(std::move(there.error()));
    key = std::move(*there);
  }
  if (!key) {
    return fail(
        ErrorKind::kUnreadable,
        fmt::format("the inventory's key {} went away", options_.key_file));
  }
  // Another process may have been first.
  return write([&]() -> Result<void> {
    auto check = meta_value(*backend_, kKeyCheck);
    if (!check) return std::unexpected(std::move(check.error()));
    if (!check->empty()) return {};
    return set_meta_value(*backend_, kKeyCheck, check_value(*key));
  });
}

Result<void> Inventory::load_earlier_keys() {
  std::string sealed;
  auto read = this->read([&]() -> Result<void> {
    auto value = meta_value(*backend_, kEarlierKeys);
    if (!value) return std::unexpected(std::move(value.error()));
    sealed = std::move(*value);
    auto number = meta_value(*backend_, kKeyNumber);
    if (!number) return std::unexpected(std::move(number.error()));
    key_number_ = std::max(1, std::atoi(number->c_str()));
    return {};
  });
  if (!read || sealed.empty()) return read;
  auto bytes = key().unseal(sealed, kEarlierKeys);
  if (!bytes || bytes->size() % key().bytes().size() != 0) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("inventory {}: the earlier keys in it were changed",
                            backend_->name()));
  }
  std::size_t size = key().bytes().size();
  for (std::size_t at = 0; at < bytes->size(); at += size) {
    keys_.push_back(InventoryKey::of_bytes(bytes->reveal().substr(at, size)));
  }
  return {};
}

Result<std::string> default_inventory() {
  auto folder = state_folder();
  if (!folder) return folder;
  return *folder + "/inventory.db";
}

Result<std::string> default_key_file(const std::string& place) {
  if (!is_postgres_url(place)) return place + ".key";
  auto folder = state_folder();
  if (!folder) return folder;
  std::string name = shown_postgres_url(place).substr(11);
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '.') c = '-';
  }
  return fmt::format("{}/postgres-{}.key", *folder, name);
}

Result<std::string> meta_value(InventoryBackend& backend,
                               std::string_view name) {
  auto rows = backend.query("SELECT value FROM meta WHERE name = ?",
                            {std::string(name)});
  if (!rows) return std::unexpected(std::move(rows.error()));
  return rows->empty() ? std::string() : rows->front().text(0);
}

Result<void> set_meta_value(InventoryBackend& backend, std::string_view name,
                            std::string value) {
  auto done = backend.execute(
      "INSERT INTO meta (name, value) VALUES (?, ?) "
      "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      {std::string(name), std::move(value)});
  if (!done) return std::unexpected(std::move(done.error()));
  return {};
}

}  // namespace stanch
