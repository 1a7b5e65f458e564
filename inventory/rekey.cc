// SPDX-License-Identifier: Apache-2.0
//
// The new key file is written under another name before the database learns of
// it, and takes its place afterwards. Whoever opens the inventory in between
// finds that the old file does not fit and the new one does
// (Inventory::find_key).
#include "inventory/rekey.h"

#include <cstdio>
#include <optional>

#include <fmt/core.h>
#include <unistd.h>

#include "inventory/audit.h"
#include "inventory/journal.h"

namespace stanch {
namespace {

class Rekey {
 public:
  Rekey(Inventory& inventory, InventoryKey key, bool forgets)
      : inventory_(inventory),
        backend_(inventory.backend()),
        key_(std::move(key)),
        forgets_(forgets) {}

  Result<void> run() {
    using Step = Result<void> (Rekey::*)();
    // The chain's head last: it covers the note of this change.
    for (Step step : {&Rekey::seal_journal, &Rekey::keep_earlier,
                      &Rekey::set_check, &Rekey::note, &Rekey::sign_head}) {
      if (auto done = (this->*step)(); !done) return done;
    }
    return {};
  }

  RekeyResult out;

 private:
  Result<void> seal_journal() {
    auto entries = sealed_entries(inventory_);
    if (!entries) return std::unexpected(std::move(entries.error()));
    for (const JournalEntry& entry : *entries) {
      if (is_sealed_elsewhere(entry.intent.sealed)) continue;
      std::string purpose = seal_purpose(entry.intent);
      auto value = inventory_.key().unseal(entry.intent.sealed, purpose);
      if (!value) {
        return fail(
            ErrorKind::kUnreadable,
            fmt::format("the sealed value of action {} was changed", entry.id));
      }
      auto done =
          backend_.execute("UPDATE action SET sealed = ? WHERE id = ?",
                           {key_.seal(value->reveal(), purpose), entry.id});
      if (!done) return std::unexpected(std::move(done.error()));
      ++out.sealed;
    }
    return {};
  }

  Result<void> keep_earlier() {
    std::string earlier;
    if (!forgets_) {
      for (const InventoryKey& key : inventory_.keys()) earlier += key.bytes();
    }
    auto kept =
        set_meta_value(backend_, kEarlierKeys,
                       earlier.empty() ? "" : key_.seal(earlier, kEarlierKeys));
    wipe(earlier.data(), earlier.size());
    if (!kept) return kept;
    auto rows = backend_.query("SELECT count(*) FROM secret", {});
    if (!rows) return std::unexpected(std::move(rows.error()));
    out.waiting = static_cast<std::size_t>(rows->front().number(0));
    return set_meta_value(backend_, kKeyNumber,
                          std::to_string(inventory_.key_number() + 1));
  }

  Result<void> set_check() {
    return set_meta_value(backend_, kKeyCheck, check_value(key_));
  }

  Result<void> note() {
    return append_audit(
        inventory_, {{.what = "key",
                      .detail = fmt::format(
                          "key {}; {} sealed values sealed anew, {} "
                          "secrets wait to be seen{}",
                          inventory_.key_number() + 1, out.sealed, out.waiting,
                          forgets_ ? "; earlier keys forgotten" : "")}});
  }

  Result<void> sign_head() { return sign_audit_head(inventory_, key_); }

  Inventory& inventory_;
  InventoryBackend& backend_;
  InventoryKey key_;
  bool forgets_;
};

}  // namespace

Result<RekeyResult> rotate_key(Inventory& inventory,
                               const RekeyOptions& options) {
  const InventoryOptions& opened = inventory.options();
  bool by_text = !opened.key_text.empty();
  if (by_text != !options.key_text.empty()) {
    return fail(ErrorKind::kUsage,
                by_text ? "the key is STANCH_KEY; give the new one in "
                          "STANCH_NEW_KEY"
                        : "the key is a file; STANCH_NEW_KEY is for keys that "
                          "come from STANCH_KEY");
  }
  std::string next = opened.key_file + ".new";
  InventoryKey key = by_text ? InventoryKey::of_text(options.key_text)
                             : InventoryKey::random();
  if (!by_text) {
    // One that is there was left by a rotation that did not come to its end.
    ::unlink(next.c_str());
    auto written = write_key_file(next, key);
    if (!written) return std::unexpected(std::move(written.error()));
  }
  Rekey rekey(inventory, std::move(key), options.forget_earlier);
  auto done = inventory.write([&] { return rekey.run(); });
  // The new file stays: where the connection was lost it may be in force.
  if (!done) return std::unexpected(std::move(done.error()));
  if (!by_text && std::rename(next.c_str(), opened.key_file.c_str()) != 0) {
    return fail(ErrorKind::kUnwritable,
                fmt::format("the new key is in {}: move it to {}", next,
                            opened.key_file));
  }
  return rekey.out;
}

}  // namespace stanch
