// SPDX-License-Identifier: Apache-2.0
#include "inventory/responder_lock.h"

#include "inventory/record.h"

namespace stanch {

Result<std::optional<ResponderLock>> lock_secret(Inventory& inventory,
                                                 std::int64_t secret,
                                                 const std::string& holder,
                                                 std::int64_t seconds) {
  std::optional<ResponderLock> other;
  auto done = inventory.write([&]() -> Result<void> {
    auto known = secret_by_id(inventory, secret);
    if (!known) return std::unexpected(std::move(known.error()));
    auto rows = inventory.backend().query(
        "SELECT holder, until FROM responder WHERE secret = ?", {secret});
    if (!rows) return std::unexpected(std::move(rows.error()));
    std::int64_t now = inventory.now();
    if (!rows->empty()) {
      const SqlRow& row = rows->front();
      if (row.text(0) != holder && row.number(1) > now) {
        other = ResponderLock{row.text(0), row.number(1)};
        return {};
      }
    }
    auto taken = inventory.backend().execute(
        "INSERT INTO responder (secret, holder, until) VALUES (?, ?, ?) "
        "ON CONFLICT (secret) DO UPDATE SET holder = excluded.holder, "
        "until = excluded.until",
        {secret, holder, now + seconds});
    if (!taken) return std::unexpected(std::move(taken.error()));
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return other;
}

Result<void> unlock_secret(Inventory& inventory, std::int64_t secret,
                           const std::string& holder) {
  return inventory.write([&]() -> Result<void> {
    auto done = inventory.backend().execute(
        "DELETE FROM responder WHERE secret = ? AND holder = ?",
        {secret, holder});
    if (!done) return std::unexpected(std::move(done.error()));
    return {};
  });
}

}  // namespace stanch
