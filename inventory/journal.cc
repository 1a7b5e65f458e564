// SPDX-License-Identifier: Apache-2.0
#include "inventory/journal.h"

#include <fmt/core.h>

#include "core/digest.h"
#include "inventory/audit.h"
#include "inventory/record.h"

namespace stanch {
namespace {

constexpr std::string_view kColumns =
    "SELECT id, secret, response, step, idempotency_key, intent, sealed, "
    "deadline, at, who, outcome, details, concluded FROM action ";

JournalEntry journal_entry_of(const SqlRow& row) {
  JournalEntry out{.id = row.number(0)};
  out.intent = {.secret = row.number(1),
                .response = row.text(2),
                .step = row.text(3),
                .idempotency_key = row.text(4),
                .plan = row.text(5),
                .sealed = row.text(6)};
  if (!row.is_null(7)) out.intent.deadline = row.number(7);
  out.at = row.number(8);
  out.who = row.text(9);
  if (!row.is_null(10)) out.outcome = row.text(10);
  out.details = row.text(11);
  out.concluded = row.number(12);
  return out;
}

Result<std::vector<JournalEntry>> select(Inventory& inventory,
                                         std::string_view where,
                                         const SqlValues& parameters) {
  auto rows = inventory.backend().query(
      fmt::format("{}{} ORDER BY id", kColumns, where), parameters);
  if (!rows) return std::unexpected(std::move(rows.error()));
  std::vector<JournalEntry> out;
  for (const SqlRow& row : *rows) out.push_back(journal_entry_of(row));
  return out;
}

Result<std::vector<JournalEntry>> read(Inventory& inventory,
                                       std::string_view where,
                                       const SqlValues& parameters) {
  std::vector<JournalEntry> out;
  auto done = inventory.read([&]() -> Result<void> {
    auto entries = select(inventory, where, parameters);
    if (!entries) return std::unexpected(std::move(entries.error()));
    out = std::move(*entries);
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

// Not of the sealed value, which is dropped one day.
std::string digest_of(const JournalEntry& entry) {
  std::string all;
  auto add = [&](const std::string& text) {
    all += fmt::format("{}:{},", text.size(), text);
  };
  add(std::to_string(entry.intent.secret));
  for (const std::string* text :
       {&entry.intent.response, &entry.intent.step,
        &entry.intent.idempotency_key, &entry.intent.plan}) {
    add(*text);
  }
  add(entry.intent.deadline ? std::to_string(*entry.intent.deadline) : "");
  add(std::to_string(entry.at));
  add(entry.who);
  add(entry.outcome ? "=" + *entry.outcome : "");
  add(entry.details);
  add(std::to_string(entry.concluded));
  return hex(sha256(all));
}

Result<void> note(Inventory& inventory, const JournalEntry& entry,
                  std::string what) {
  auto secret = secret_by_id(inventory, entry.intent.secret);
  if (!secret) return std::unexpected(std::move(secret.error()));
  return append_audit(
      inventory, {{.what = std::move(what),
                   .secret = entry.intent.secret,
                   .fingerprint = secret->fingerprint,
                   .detail = fmt::format("{} {}", entry.id, digest_of(entry)),
                   .reason = fmt::format(
                       "{} {}{}", entry.intent.response, entry.intent.step,
                       entry.outcome ? ": " + *entry.outcome : "")}});
}

Result<JournalEntry> add_entry(Inventory& inventory, const Intent& intent) {
  InventoryBackend& backend = inventory.backend();
  auto next = backend.query("SELECT coalesce(max(id), 0) + 1 FROM action", {});
  if (!next) return std::unexpected(std::move(next.error()));
  JournalEntry entry{.id = next->front().number(0),
                     .intent = intent,
                     .at = inventory.now(),
                     .who = storable(inventory.options().who)};
  for (std::string* text :
       {&entry.intent.response, &entry.intent.step,
        &entry.intent.idempotency_key, &entry.intent.plan}) {
    *text = storable(*text);
  }
  const Intent& kept = entry.intent;
  auto done = backend.execute(
      "INSERT INTO action (id, secret, response, step, idempotency_key, "
      "intent, sealed, deadline, at, who, details) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')",
      {entry.id, kept.secret, kept.response, kept.step, kept.idempotency_key,
       kept.plan, kept.sealed,
       kept.deadline ? SqlValue(*kept.deadline) : SqlValue(), entry.at,
       entry.who});
  if (!done) return std::unexpected(std::move(done.error()));
  if (auto noted = note(inventory, entry, "intent"); !noted) {
    return std::unexpected(std::move(noted.error()));
  }
  return entry;
}

}  // namespace

Result<JournalEntry> note_intent(Inventory& inventory, const Intent& intent) {
  JournalEntry out;
  auto done = inventory.write([&]() -> Result<void> {
    auto there = select(inventory, "WHERE idempotency_key = ?",
                        {storable(intent.idempotency_key)});
    if (!there) return std::unexpected(std::move(there.error()));
    if (!there->empty()) {
      out = std::move(there->front());
      if (out.intent.secret == intent.secret &&
          out.intent.step == storable(intent.step)) {
        return {};
      }
      return fail(ErrorKind::kUsage,
                  fmt::format("journal: the idempotency key of {} is used by "
                              "action {}",
                              intent.step, out.id));
    }
    auto entry = add_entry(inventory, intent);
    if (!entry) return std::unexpected(std::move(entry.error()));
    out = std::move(*entry);
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return out;
}

Result<void> note_outcome(Inventory& inventory, std::int64_t entry,
                          const std::string& outcome,
                          const std::string& details) {
  return inventory.write([&]() -> Result<void> {
    auto there = select(inventory, "WHERE id = ?", {entry});
    if (!there) return std::unexpected(std::move(there.error()));
    if (there->empty()) {
      return fail(ErrorKind::kUsage,
                  fmt::format("journal: there is no action {}", entry));
    }
    JournalEntry& kept = there->front();
    if (kept.outcome) {
      if (*kept.outcome == storable(outcome)) return {};
      return fail(
          ErrorKind::kUsage,
          fmt::format("journal: action {} ended otherwise already", entry));
    }
    kept.outcome = storable(outcome);
    kept.details = storable(details);
    kept.concluded = inventory.now();
    auto done = inventory.backend().execute(
        "UPDATE action SET outcome = ?, details = ?, concluded = ? "
        "WHERE id = ?",
        {*kept.outcome, kept.details, kept.concluded, entry});
    if (!done) return std::unexpected(std::move(done.error()));
    return note(inventory, kept, "outcome");
  });
}

Result<std::vector<JournalEntry>> journal_of_response(
    Inventory& inventory, const std::string& response) {
  return read(inventory, "WHERE response = ?", {storable(response)});
}

Result<std::vector<JournalEntry>> journal_of_secret(Inventory& inventory,
                                                    std::int64_t secret) {
  return read(inventory, "WHERE secret = ?", {secret});
}

Result<std::vector<JournalEntry>> open_intents(Inventory& inventory) {
  return read(inventory, "WHERE outcome IS NULL", {});
}

Result<std::vector<JournalEntry>> sealed_entries(Inventory& inventory) {
  return read(inventory, "WHERE sealed <> ''", {});
}

std::string seal_purpose(const Intent& intent) {
  return fmt::format("{} {}", intent.response, intent.step);
}

Result<void> drop_sealed(Inventory& inventory, const std::string& response) {
  return inventory.write([&]() -> Result<void> {
    auto done = inventory.backend().execute(
        "UPDATE action SET sealed = '' WHERE response = ?",
        {storable(response)});
    if (!done) return std::unexpected(std::move(done.error()));
    return {};
  });
}

Result<std::vector<std::pair<std::int64_t, std::string>>> action_digests(
    Inventory& inventory) {
  auto entries = select(inventory, "", {});
  if (!entries) return std::unexpected(std::move(entries.error()));
  std::vector<std::pair<std::int64_t, std::string>> out;
  for (const JournalEntry& entry : *entries) {
    out.emplace_back(entry.id, digest_of(entry));
  }
  return out;
}

}  // namespace stanch
