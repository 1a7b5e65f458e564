// SPDX-License-Identifier: Apache-2.0
#include "cli/inventory_list.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "inventory/time_text.h"
#include "reporters/json_string.h"
#include "reporters/printable.h"

namespace stanch {
namespace {

constexpr std::size_t kWidest = 32;  // of a column but the last

std::string due_text(const SecretRecord& secret, const Deadlines& deadlines,
                     std::int64_t now) {
  auto when = due(secret, deadlines, now);
  if (!when) return "-";
  return *when < now ? "overdue " + span_text(now - *when)
                     : "in " + span_text(*when - now);
}

std::string cut(std::string text) {
  if (text.size() <= kWidest) return text;
  // Not within a character.
  std::size_t end = kWidest - 3;
  while (end > 0 && (text[end] & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

// RFC 4180. What a spreadsheet would take for a formula gets a quote in front
// (OWASP, "CSV Injection").
std::string csv_field(std::string_view text) {
  std::string out = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r").contains(text[0])) {
    out += '\'';
  }
  for (char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

// The same columns for both formats of programs.
std::vector<std::pair<std::string_view, std::string>> columns(
    const ListedSecret& listed, const Deadlines& deadlines, std::int64_t now) {
  const SecretRecord& secret = listed.secret;
  auto when = due(secret, deadlines, now);
  return {{"id", std::to_string(secret.id)},
          {"fingerprint", secret.fingerprint},
          {"kind", secret.kind},
          {"provider", secret.provider},
          {"state", std::string(to_string(secret.state))},
          {"liveness", std::string(to_string(secret.liveness))},
          {"impact", std::string(to_string(secret.impact))},
          {"owner", secret.owner},
          {"first_seen", utc_text(secret.first_seen)},
          {"last_seen", utc_text(secret.last_seen)},
          {"due", when ? utc_text(*when) : ""},
          {"places", std::to_string(listed.places)},
          {"gone", std::to_string(listed.gone)},
          {"repository", listed.first.repository},
          {"path", listed.first.path},
          {"line", std::to_string(listed.first.line)}};
}

bool is_number(std::string_view column) {
  return column == "id" || column == "places" || column == "gone" ||
         column == "line";
}

}  // namespace

std::string place_text(const PlaceRecord& place) {
  std::string out = place.repository;
  if (!place.path.empty()) out += ":" + place.path;
  if (place.line > 0) out += fmt::format(":{}", place.line);
  return out;
}

std::string list_as_text(const std::vector<ListedSecret>& secrets,
                         const Deadlines& deadlines, std::int64_t now) {
  if (secrets.empty()) return "No secret is like that.\n";
  using Row = std::array<std::string, 7>;
  std::vector<Row> rows = {
      {"id", "impact", "state", "due", "kind", "owner", "where"}};
  for (const ListedSecret& listed : secrets) {
    const SecretRecord& secret = listed.secret;
    std::string where = place_text(listed.first);
    std::size_t more = listed.places + listed.gone - 1;
    if (listed.places == 0) where += " (gone)";
    if (more > 0) where += fmt::format(" and {} more", more);
    rows.push_back(
        {std::to_string(secret.id), std::string(to_string(secret.impact)),
         std::string(to_string(secret.state)), due_text(secret, deadlines, now),
         cut(printable(secret.kind)),
         secret.owner.empty() ? "-" : cut(printable(secret.owner)),
         printable(where)});
  }
  Row::size_type last = rows.front().size() - 1;
  std::array<std::size_t, 7> widths = {};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < last; ++i) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  std::string out;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < last; ++i) {
      out += fmt::format("{:<{}}  ", row[i], widths[i]);
    }
    out += row[last] + "\n";
  }
  return out;
}

std::string list_as_json(const std::vector<ListedSecret>& secrets,
                         const Deadlines& deadlines, std::int64_t now) {
  std::string out = "[";
  for (const ListedSecret& listed : secrets) {
    out += out.size() == 1 ? "\n{" : ",\n{";
    bool is_first = true;
    for (const auto& [name, value] : columns(listed, deadlines, now)) {
      out += fmt::format("{}\"{}\": {}",
                         std::exchange(is_first, false) ? "" : ", ", name,
                         is_number(name) ? value : json_string(value));
    }
    out += "}";
  }
  return out + "\n]\n";
}

std::string list_as_csv(const std::vector<ListedSecret>& secrets,
                        const Deadlines& deadlines, std::int64_t now) {
  std::string out;
  auto add_line = [&](const auto& fields, auto text) {
    bool is_first = true;
    for (const auto& field : fields) {
      if (!std::exchange(is_first, false)) out += ",";
      out += csv_field(text(field));
    }
    out += "\r\n";
  };
  add_line(columns({}, deadlines, now),
           [](const auto& column) { return std::string(column.first); });
  for (const ListedSecret& listed : secrets) {
    add_line(columns(listed, deadlines, now),
             [](const auto& column) { return column.second; });
  }
  return out;
}

}  // namespace stanch
