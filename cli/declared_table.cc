// SPDX-License-Identifier: Apache-2.0
#include "cli/declared_table.h"

#include <algorithm>
#include <filesystem>

#include "cli/settings.h"
#include "inventory/state.h"
#include "inventory/time_text.h"
#include "odb/layout.h"
#include "rules/table_reader.h"
#include "rules/toml_reader.h"

namespace stanch {
namespace {

std::string_view digits_of_fingerprint(std::string_view text) {
  bool fine = text.size() >= 12 && text.size() <= 64 &&
              text.find_first_not_of("0123456789abcdef") == text.npos;
  return fine ? "" : "12 to 64 digits of a fingerprint in the inventory";
}

std::string_view impact(std::string_view text) {
  return impact_of(text) ? "" : "\"high\", \"medium\" or \"low\"";
}

std::string_view span(std::string_view text) {
  return span_of(text) ? "" : "a number and its unit: \"90d\"";
}

std::string_view day(std::string_view text) {
  return time_of(text) ? "" : "a day: \"2026-01-31\"";
}

TextCheck check_of(std::string_view field) {
  if (field == "impact") return impact;
  if (field == "rotation_ttl") return span;
  return field == "rotated" ? day : one_line;
}

DeclaredRow read_row(const TomlTable& table, TomlPlace place,
                     Mistakes& mistakes) {
  DeclaredRow out;
  TableReader reader(table, place, "[[secret]]", mistakes);
  reader.texts("paths", out.paths, not_empty);
  reader.texts("rules", out.rules, rule_id);
  reader.texts("names", out.names, not_empty);
  reader.texts("fingerprints", out.fingerprints, digits_of_fingerprint);
  std::string reason;
  reader.text("reason", reason, one_line);
  for (const FactField& field : fact_fields()) {
    std::string value;
    reader.text(field.name, value, check_of(field.name));
    if (value.empty()) continue;
    out.facts.push_back({.field = std::string(field.name),
                         .value = std::move(value),
                         .reason = reason});
  }
  reader.finish({});
  bool any = !out.paths.empty() || !out.rules.empty() || !out.names.empty() ||
             !out.fingerprints.empty();
  if (!any && mistakes.empty()) {
    mistakes.add(place,
                 "[[secret]] needs a condition: 'paths', 'rules', 'names' or "
                 "'fingerprints'");
  }
  return out;
}

}  // namespace

Result<std::vector<DeclaredRow>> parse_declared(std::string_view toml,
                                                const std::string& name) {
  auto table = parse_toml(toml, name);
  if (!table) return std::unexpected(std::move(table.error()));
  Mistakes mistakes(name);
  TableReader top(*table, {}, "an inventory table", mistakes);
  std::vector<DeclaredRow> out;
  for (const TomlValue& item : top.tables("secret")) {
    out.push_back(
        read_row(std::get<TomlTable>(item.data), item.place, mistakes));
    out.back().place = to_string(item.place, kDeclaredFile);
  }
  top.finish({});
  if (!mistakes.empty()) return mistakes.error();
  return out;
}

Result<std::vector<DeclaredRow>> load_declared(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  fs::path folder = path.empty() ? "." : path;
  if (!fs::is_directory(folder, ignored)) folder = folder.parent_path();
  auto layout = find_layout(folder.string());
  if (layout && !layout->work_tree.empty()) folder = layout->work_tree;
  fs::path file = (folder / kDeclaredFile).lexically_normal();
  if (!fs::exists(file, ignored)) return std::vector<DeclaredRow>();
  auto text = read_text(file.string());
  if (!text) return std::unexpected(std::move(text.error()));
  return parse_declared(*text, file.string());
}

}  // namespace stanch
