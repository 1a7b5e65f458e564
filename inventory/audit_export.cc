// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "inventory/audit.h"
#include "inventory/export.h"
#include "inventory/time_text.h"

namespace stanch {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', /*ensure_ascii=*/true);
}

Json secret_number(const AuditEntry& entry) {
  return entry.note.secret ? Json(*entry.note.secret) : Json(nullptr);
}

std::string as_jsonl(const AuditEntry& entry, std::string_view) {
  return dump({{"schema", 1},
               {"number", entry.number},
               {"at", utc_text(entry.at)},
               {"who", entry.who},
               {"what", entry.note.what},
               {"secret", secret_number(entry)},
               {"fingerprint", entry.note.fingerprint},
               {"detail", entry.note.detail},
               {"reason", entry.note.reason},
               {"hash", entry.hash}});
}

// In the head '|' ends a field, in the extension '=' a key; a line end would
// end the event.
std::string cef(std::string_view text, char mark) {
  std::string out;
  for (char c : text) {
    if (c == '\n' || c == '\r') {
      out += c == '\n' ? "\\n" : "\\r";
      continue;
    }
    if (c == '\\' || c == mark) out += '\\';
    out += c;
  }
  return out;
}

std::string as_cef(const AuditEntry& entry, std::string_view version) {
  const AuditNote& note = entry.note;
  std::string what = cef(note.what, '|');
  std::string out = fmt::format("CEF:0|stanch|stanch|{}|{}|{}|3|",
                                cef(version, '|'), what, what);
  out += fmt::format("rt={} externalId={} suser={} msg={} reason={}",
                     entry.at * 1000, entry.number, cef(entry.who, '='),
                     cef(note.detail, '='), cef(note.reason, '='));
  if (note.secret) out += fmt::format(" cn1Label=secret cn1={}", *note.secret);
  return out + fmt::format(" cs1Label=fingerprint cs1={} cs2Label=hash cs2={}",
                           note.fingerprint, entry.hash);
}

std::string as_ecs(const AuditEntry& entry, std::string_view version) {
  const AuditNote& note = entry.note;
  return dump({{"@timestamp", utc_text(entry.at)},
               {"ecs", {{"version", "8.11.0"}}},
               {"event",
                {{"kind", "event"},
                 {"category", {"configuration"}},
                 {"type", {note.what == "detected" ? "creation" : "change"}},
                 {"action", note.what},
                 {"sequence", entry.number},
                 {"reason", note.reason},
                 {"hash", entry.hash},
                 {"provider", "stanch"},
                 {"dataset", "stanch.audit"}}},
               {"user", {{"name", entry.who}}},
               {"observer", {{"product", "stanch"}, {"version", version}}},
               {"message", note.detail},
               {"labels",
                {{"secret", note.secret ? std::to_string(*note.secret) : ""},
                 {"fingerprint", note.fingerprint}}}});
}

// Class 3004 is Entity Management of the category Identity & Access Management;
// a type is the class and the activity (1: create, 3: update).
std::string as_ocsf(const AuditEntry& entry, std::string_view version) {
  const AuditNote& note = entry.note;
  constexpr int kClass = 3004;
  int activity = note.what == "detected" ? 1 : 3;
  return dump({{"category_uid", 3},
               {"class_uid", kClass},
               {"activity_id", activity},
               {"type_uid", kClass * 100 + activity},
               {"time", entry.at * 1000},
               {"severity_id", 1},
               {"metadata",
                {{"version", "1.3.0"},
                 {"uid", entry.hash},
                 {"sequence", entry.number},
                 {"product",
                  {{"name", "stanch"},
                   {"vendor_name", "stanch"},
                   {"version", version}}}}},
               {"actor", {{"user", {{"name", entry.who}}}}},
               {"entity",
                {{"type", "secret"},
                 {"uid", note.secret ? std::to_string(*note.secret) : ""},
                 {"name", note.fingerprint}}},
               {"message", note.what + ": " + note.detail},
               {"comment", note.reason}});
}

}  // namespace

Result<void> export_audit(Inventory& inventory, AuditFormat format,
                          std::string_view version, const LineSink& line) {
  constexpr std::array kFormats = {as_jsonl, as_cef, as_ecs, as_ocsf};
  auto write = kFormats[static_cast<std::size_t>(format)];
  return inventory.read([&] {
    return each_audit_entry(inventory, kBeforeAll,
                            [&](const AuditEntry& entry) {
                              return line(write(entry, version) + "\n");
                            });
  });
}

}  // namespace stanch
