// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "inventory/backend.h"
#include "inventory/key.h"

namespace stanch {

// Seconds since 1970, UTC. Tests bring their own.
using Clock = std::function<std::int64_t()>;
std::int64_t system_time();

struct InventoryOptions {
  std::string place;            // a path, or a URL (postgres_backend.h)
  std::string key_text;         // STANCH_KEY; empty: the key file
  std::string key_file;         // empty: default_key_file()
  std::string who = "unknown";  // in the audit chain: "ada@host"
  Access access = Access::kWrite;
  Clock clock = system_time;
  int patience = 10'000;  // ms to wait for another writer of a file
};

// An opened inventory: its database, brought up to date, and its key, which
// was tried against the check value in it. Everything that reads or changes it
// is a function of a header beside this one that takes an Inventory; each is
// one transaction, or part of the caller's where there is one. For one thread.
class Inventory {
 public:
  // Makes what is missing: the database, a random key. kUsage for a key that
  // does not fit.
  static Result<Inventory> open(InventoryOptions options);

  InventoryBackend& backend() { return *backend_; }
  const InventoryKey& key() const { return keys_.front(); }
  // All keys that fingerprints in it may have been made with, the present one
  // first: `key rotate` keeps the earlier ones sealed in the database.
  const std::vector<InventoryKey>& keys() const { return keys_; }
  // How many keys there have been.
  std::int64_t key_number() const { return key_number_; }
  const InventoryOptions& options() const { return options_; }
  std::int64_t now() const { return options_.clock(); }

  // Does the work in one transaction; what fails is rolled back, all of it.
  // Within another one the work becomes part of that, and what fails there must
  // fail the whole. No write() within a read().
  Result<void> read(const std::function<Result<void>()>& work) {
    return run(Access::kRead, work);
  }
  Result<void> write(const std::function<Result<void>()>& work) {
    return run(Access::kWrite, work);
  }

 private:
  Inventory(std::unique_ptr<InventoryBackend> backend, InventoryOptions options)
      : backend_(std::move(backend)), options_(std::move(options)) {}

  Result<void> run(Access access, const std::function<Result<void>()>& work);
  Result<void> find_key();
  Result<void> first_key();
  Result<void> load_earlier_keys();

  std::unique_ptr<InventoryBackend> backend_;
  InventoryOptions options_;
  std::vector<InventoryKey> keys_;
  std::int64_t key_number_ = 1;
  std::optional<Access> running_;  // a transaction that is under way
};

// `STATE/stanch/inventory.db`; STATE is XDG_STATE_HOME or ~/.local/state (XDG
// Base Directory Specification 0.8). kUsage where neither is known.
Result<std::string> default_inventory();

// Where the key of an inventory is kept: beside the file, `inventory.db.key`;
// of a server `STATE/stanch/postgres-<host>-<database>.key`.
Result<std::string> default_key_file(const std::string& place);

// What is kept in `meta` of the keys: the check value of the present one, the
// earlier ones sealed under it, and how many there have been.
inline constexpr std::string_view kKeyCheck = "key check";
inline constexpr std::string_view kEarlierKeys = "earlier keys";
inline constexpr std::string_view kKeyNumber = "key number";
std::string check_value(const InventoryKey& key);

// One value of the table `meta`; empty where it is not there. Within a
// transaction.
Result<std::string> meta_value(InventoryBackend& backend,
                               std::string_view name);
Result<void> set_meta_value(InventoryBackend& backend, std::string_view name,
                            std::string value);

}  // namespace stanch
