// SPDX-License-Identifier: Apache-2.0
//
// An entry that was edited does not have the hash that it carries; the next one
// is computed from the carried hash and is right again, so each edit is named
// by its own number. One that was taken out or put elsewhere leaves a gap or a
// wrong number, and what follows it was computed from another hash.
#include "inventory/audit.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/core.h>

#include "core/digest.h"
#include "inventory/journal.h"

namespace stanch {
namespace {

constexpr std::string_view kHead = "audit head";
constexpr std::int64_t kAuditPart = 5000;

// Each text with its length, so that no two entries have the same bytes.
std::string hash_of(const AuditEntry& entry, const std::string& before) {
  std::string all;
  auto add = [&](const std::string& text) {
    all += fmt::format("{}:{},", text.size(), text);
  };
  add(before);
  add(std::to_string(entry.number));
  add(std::to_string(entry.at));
  add(entry.who);
  add(entry.note.what);
  add(entry.note.secret ? std::to_string(*entry.note.secret) : "");
  add(entry.note.fingerprint);
  add(entry.note.detail);
  add(entry.note.reason);
  return hex(sha256(all));
}

// "7 <hash> <signature>"
std::string signed_head(const InventoryKey& key, const AuditHead& head) {
  std::string text = fmt::format("{} {}", head.number, head.hash);
  return text + " " + key.sign("audit head", text);
}

Result<AuditHead> last_entry(InventoryBackend& backend) {
  auto rows = backend.query(
      "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1", {});
  if (!rows) return std::unexpected(std::move(rows.error()));
  if (rows->empty()) return AuditHead{};
  return AuditHead{rows->front().number(0), rows->front().text(1)};
}

constexpr std::string_view kEntryColumns =
    "number, at, who, what, secret, fingerprint, detail, reason, hash";

AuditEntry audit_entry_of(const SqlRow& row) {
  AuditEntry out{.number = row.number(0), .at = row.number(1)};
  out.who = row.text(2);
  out.note.what = row.text(3);
  if (!row.is_null(4)) out.note.secret = row.number(4);
  out.note.fingerprint = row.text(5);
  out.note.detail = row.text(6);
  out.note.reason = row.text(7);
  out.hash = row.text(8);
  return out;
}

// What the chain says of one entry after the other.
class ChainCheck {
 public:
  explicit ChainCheck(AuditCheck& out) : out_(out) {}

  void see(const AuditEntry& entry) {
    if (entry.number != out_.head.number + 1) {
      miss(out_.head.number + 1, entry.number - 1);
    }
    if (hash_of(entry, out_.head.hash) != entry.hash) {
      out_.faults.push_back(
          entry.number == out_.head.number + 1
              ? fmt::format("entry {} was changed", entry.number)
              : fmt::format("entry {} does not follow entry {}", entry.number,
                            out_.head.number));
    }
    out_.head = {entry.number, entry.hash};
    if (entry.note.what == "intent" || entry.note.what == "outcome") {
      // "12 <digest>": the last one told of an action is how it must be now.
      std::size_t space = entry.note.detail.find(' ');
      actions[entry.note.detail.substr(0, space)] =
          entry.note.detail.substr(std::min(space, entry.note.detail.size()));
    }
  }

  void miss(std::int64_t first, std::int64_t last) {
    out_.faults.push_back(
        first == last
            ? fmt::format("entry {} is missing", first)
            : fmt::format("entries {} to {} are missing", first, last));
  }

  std::map<std::string, std::string> actions;

 private:
  AuditCheck& out_;
};

// The head that is signed in `meta` must be the last entry.
Result<void> check_head(Inventory& inventory, ChainCheck& check,
                        AuditCheck& out) {
  auto head = meta_value(inventory.backend(), kHead);
  if (!head) return std::unexpected(std::move(head.error()));
  if (*head == signed_head(inventory.key(), out.head)) return {};
  if (head->empty() && out.head.number == 0) return {};
  std::int64_t number = 0;
  std::from_chars(head->data(), head->data() + head->size(), number);
  std::string text = head->substr(0, head->rfind(' '));
  bool is_ours = *head == text + " " + inventory.key().sign("audit head", text);
  if (is_ours && number > out.head.number) {
    check.miss(out.head.number + 1, number);
  } else if (is_ours && number < out.head.number) {
    out.faults.push_back(
        fmt::format("entries after {} were added by another program", number));
  } else if (is_ours) {
    out.faults.push_back(
        fmt::format("entry {} was written anew", out.head.number));
  } else {
    out.faults.push_back("the signed head of the chain was changed");
  }
  return {};
}

Result<void> check_actions(Inventory& inventory,
                           std::map<std::string, std::string>& told,
                           AuditCheck& out) {
  auto digests = action_digests(inventory);
  if (!digests) return std::unexpected(std::move(digests.error()));
  for (const auto& [id, digest] : *digests) {
    auto found = told.find(std::to_string(id));
    if (found == told.end() || found->second != " " + digest) {
      out.faults.push_back(fmt::format("action {} was changed", id));
    }
    if (found != told.end()) told.erase(found);
  }
  for (const auto& [id, digest] : told) {
    out.faults.push_back(fmt::format("action {} is missing", id));
  }
  return {};
}

Result<void> check_anchor(Inventory& inventory, const AuditHead& anchor,
                          AuditCheck& out) {
  if (anchor.number == 0) return {};
  auto rows = inventory.backend().query(
      "SELECT hash FROM audit WHERE number = ?", {anchor.number});
  if (!rows) return std::unexpected(std::move(rows.error()));
  if (rows->empty()) {
    out.faults.push_back(
        fmt::format("entry {}, which is anchored, is missing", anchor.number));
  } else if (rows->front().text(0) != anchor.hash) {
    out.faults.push_back(fmt::format(
        "entry {} is not the one that is anchored: the chain up to it was "
        "written anew",
        anchor.number));
  }
  return {};
}

}  // namespace

Result<void> append_audit(Inventory& inventory,
                          const std::vector<AuditNote>& notes) {
  if (notes.empty()) return {};
  auto head = last_entry(inventory.backend());
  if (!head) return std::unexpected(std::move(head.error()));
  RowInserter rows(inventory.backend(),
                   "INSERT INTO audit (number, at, who, what, secret, "
                   "fingerprint, detail, reason, hash) VALUES");
  AuditEntry entry{.at = inventory.now(),
                   .who = storable(inventory.options().who)};
  for (const AuditNote& note : notes) {
    entry.number = head->number + 1;
    entry.note = note;
    entry.note.detail = storable(note.detail);
    entry.note.reason = storable(note.reason);
    entry.hash = hash_of(entry, head->hash);
    *head = {entry.number, entry.hash};
    auto written = rows.add({entry.number, entry.at, entry.who, entry.note.what,
                             note.secret ? SqlValue(*note.secret) : SqlValue(),
                             note.fingerprint, entry.note.detail,
                             entry.note.reason, entry.hash});
    if (!written) return written;
  }
  if (auto written = rows.finish(); !written) return written;
  return set_meta_value(inventory.backend(), kHead,
                        signed_head(inventory.key(), *head));
}

Result<void> sign_audit_head(Inventory& inventory, const InventoryKey& key) {
  auto head = last_entry(inventory.backend());
  if (!head) return std::unexpected(std::move(head.error()));
  return set_meta_value(inventory.backend(), kHead, signed_head(key, *head));
}

Result<void> each_audit_entry(
    Inventory& inventory, std::int64_t after,
    const std::function<Result<void>(const AuditEntry&)>& visit) {
  while (true) {
    auto rows = inventory.backend().query(
        fmt::format("SELECT {} FROM audit WHERE number > ? ORDER BY number "
                    "LIMIT ?",
                    kEntryColumns),
        {after, kAuditPart});
    if (!rows) return std::unexpected(std::move(rows.error()));
    if (rows->empty()) return {};
    for (const SqlRow& row : *rows) {
      AuditEntry entry = audit_entry_of(row);
      if (auto done = visit(entry); !done) return done;
      after = entry.number;
    }
  }
}

Result<std::vector<AuditEntry>> last_entries_of(Inventory& inventory,
                                                std::int64_t secret,
                                                std::size_t most) {
  std::vector<AuditEntry> out;
  auto done = inventory.read([&]() -> Result<void> {
    auto rows = inventory.backend().query(
        fmt::format("SELECT {} FROM audit WHERE secret = ? ORDER BY number "
                    "DESC LIMIT ?",
                    kEntryColumns),
        {secret, static_cast<std::int64_t>(most)});
    if (!rows) return std::unexpected(std::move(rows.error()));
    for (const SqlRow& row : *rows) out.push_back(audit_entry_of(row));
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

Result<AuditCheck> verify_audit(Inventory& inventory,
                                const std::optional<AuditHead>& anchor) {
  AuditCheck out;
  ChainCheck check(out);
  auto done = inventory.read([&]() -> Result<void> {
    auto read =
        each_audit_entry(inventory, kBeforeAll, [&](const AuditEntry& entry) {
          check.see(entry);
          return Result<void>();
        });
    if (read) read = check_head(inventory, check, out);
    if (read) read = check_actions(inventory, check.actions, out);
    if (read && anchor) read = check_anchor(inventory, *anchor, out);
    return read;
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

}  // namespace stanch
