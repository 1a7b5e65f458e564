// SPDX-License-Identifier: Apache-2.0
#include "rules/gitleaks_file.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/lower_case.h"
#include "core/nearest.h"
#include "rules/loose_table.h"

namespace stanch {
namespace {

constexpr int kGitleaksMajor = 8;  // the version that is followed, 8.30
constexpr int kGitleaksMinor = 30;

struct Reading {
  std::string_view name;
  Mistakes mistakes;
  std::vector<std::string> warnings;

  void warn(TomlPlace place, std::string_view what) {
    warnings.push_back(fmt::format("{}: {}", to_string(place, name), what));
  }
};

// What only betterleaks knows, in the top table and in rules. It must not pass
// for something that applies.
void warn_of_betterleaks(LooseTable& table, Reading& reading) {
  for (std::string_view key : {"filter", "prefilter", "validate"}) {
    if (const TomlEntry* entry = table.find(key)) {
      reading.warn(entry->place,
                   fmt::format("'{}' of betterleaks holds an expression that "
                               "stanch does not support: it does not apply",
                               key));
    }
  }
  for (std::string_view key :
       {"tokenEfficiency", "specificity", "betterleaksMinVersion"}) {
    if (const TomlEntry* entry = table.find(key)) {
      reading.warn(
          entry->place,
          fmt::format("'{}' of betterleaks is not supported: it does not apply",
                      key));
    }
  }
}

// The word a key must have, or the first with a mistake noted. `words` in lower
// case.
std::size_t choose(LooseTable& table, std::string_view key,
                   std::span<const std::string_view> words, bool exact,
                   Reading& reading) {
  const TomlEntry* entry = table.find(key);
  std::string given = table.text(key);
  if (given.empty()) return 0;
  std::string wanted = exact ? given : lower_case(given);
  auto found = std::ranges::find(words, wanted);
  if (found != words.end()) return found - words.begin();
  std::string near = nearest(given, words);
  reading.mistakes.add(
      entry->value.place,
      fmt::format(
          "'{}' must be one of {}{}", key, fmt::join(words, ", "),
          near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  return 0;
}

// Go writes `(?P<name>...)` as `(?<name>...)`, too; RE2 before 2023 does not
// read it.
std::string with_named_groups(std::string_view source) {
  std::string out;
  bool in_class = false;
  for (std::size_t i = 0; i < source.size(); ++i) {
    char c = source[i];
    out += c;
    if (c == '\\' && i + 1 < source.size()) {
      out += source[++i];
    } else if (c == '[' || c == ']') {
      in_class = c == '[';
    } else if (!in_class && source.substr(i).starts_with("(?<")) {
      out += "?P";
      ++i;
    }
  }
  return out;
}

std::vector<std::string> expressions(LooseTable& table, std::string_view key) {
  std::vector<std::string> out = table.texts(key);
  for (std::string& each : out) each = with_named_groups(each);
  return out;
}

GitleaksAllowlist read_allowlist(LooseTable::Sub sub, bool is_global,
                                 Reading& reading) {
  constexpr std::array<std::string_view, 4> kConditions = {"or", "||", "and",
                                                           "&&"};
  constexpr std::array<std::string_view, 3> kTargets = {"secret", "match",
                                                        "line"};
  LooseTable table(*sub.table, "an allowlist", reading.mistakes);
  GitleaksAllowlist out{.place = sub.place};
  Allow& allow = out.conditions;
  allow.reason = table.text("description");
  out.needs_all =
      choose(table, "condition", kConditions, /*exact=*/false, reading) >= 2;
  for (const std::string& commit : table.texts("commits")) {
    allow.commits.push_back(lower_case(trimmed(commit)));
  }
  allow.paths = expressions(table, "paths");
  allow.target = static_cast<AllowTarget>(
      choose(table, "regexTarget", kTargets, /*exact=*/true, reading));
  allow.values = expressions(table, "regexes");
  bool has_stopwords = false;
  for (const std::string& word : table.texts("stopwords")) {
    has_stopwords = true;
    if (!word.empty()) allow.stopwords.push_back(lower_case(word));
  }
  if (is_global) allow.rules = table.texts("targetRules");
  if (allow.commits.empty() && allow.paths.empty() && allow.values.empty() &&
      !has_stopwords) {
    reading.mistakes.add(sub.place,
                         "an allowlist needs a condition: 'commits', 'paths', "
                         "'regexes' or 'stopwords'");
  }
  table.warn_of_unknown(reading.name, reading.warnings);
  return out;
}

// Both the list and the older single table, but not both at once.
std::vector<GitleaksAllowlist> read_allowlists(LooseTable& table,
                                               bool is_global,
                                               Reading& reading) {
  std::vector<GitleaksAllowlist> out;
  const TomlEntry* old = table.find("allowlist");
  if (old != nullptr && table.find("allowlists") != nullptr) {
    reading.mistakes.add(old->place,
                         "'allowlist' is the older form of 'allowlists': give "
                         "one of them, not both");
    return out;
  }
  for (std::string_view key : {"allowlist", "allowlists"}) {
    for (LooseTable::Sub sub : table.tables(key)) {
      out.push_back(read_allowlist(sub, is_global, reading));
    }
  }
  return out;
}

RequiredRule read_required(LooseTable::Sub sub, Reading& reading) {
  LooseTable table(*sub.table, "[[rules.required]]", reading.mistakes);
  RequiredRule out{.id = table.text("id"),
                   .within_lines = table.whole("withinLines"),
                   .within_columns = table.whole("withinColumns")};
  if (trimmed(out.id).empty()) {
    reading.mistakes.add(sub.place, "[[rules.required]] needs 'id'");
  }
  table.warn_of_unknown(reading.name, reading.warnings);
  return out;
}

GitleaksRule read_gitleaks_rule(LooseTable::Sub sub, Reading& reading) {
  LooseTable table(*sub.table, "[[rules]]", reading.mistakes);
  GitleaksRule out{.place = sub.place};
  Rule& rule = out.rule;
  rule.dialect = Dialect::kGitleaks;
  rule.boundary = Boundary::kNone;
  rule.provider = "custom";
  rule.id = table.text("id");
  rule.title = table.text("description");
  rule.expression = with_named_groups(table.text("regex"));
  rule.path = with_named_groups(table.text("path"));
  rule.secret_group = static_cast<int>(table.whole("secretGroup").value_or(0));
  rule.entropy = table.number("entropy");
  for (const std::string& keyword : table.texts("keywords")) {
    rule.keywords.push_back(lower_case(keyword));
  }
  rule.tags = table.texts("tags");
  rule.is_component = table.flag("skipReport");
  for (LooseTable::Sub required : table.tables("required")) {
    rule.required.push_back(read_required(required, reading));
  }
  rule.specificity = lower_case(rule.id).contains("generic")
                         ? Specificity::kGeneric
                         : Specificity::kExact;
  out.allowlists = read_allowlists(table, /*is_global=*/false, reading);
  if (trimmed(rule.id).empty()) {
    reading.mistakes.add(sub.place, "[[rules]] needs 'id'");
  }
  warn_of_betterleaks(table, reading);
  table.warn_of_unknown(reading.name, reading.warnings);
  return out;
}

void read_extend(LooseTable& top, GitleaksFile& file, Reading& reading) {
  for (LooseTable::Sub sub : top.tables("extend")) {
    LooseTable table(*sub.table, "[extend]", reading.mistakes);
    file.use_default = table.flag("useDefault");
    file.extends = table.text("path");
    file.disabled_rules = table.texts("disabledRules");
    if (const TomlEntry* url = table.find("url")) {
      reading.warn(url->place, "'url' has no effect, in gitleaks neither");
    }
    if (file.use_default && !file.extends.empty()) {
      reading.mistakes.add(sub.place,
                           "[extend] has 'useDefault' and 'path': give one of "
                           "them");
    }
    table.warn_of_unknown(reading.name, reading.warnings);
  }
}

void check_version(LooseTable& top, Reading& reading) {
  const TomlEntry* entry = top.find("minVersion");
  if (entry == nullptr) return;
  std::string given = top.text("minVersion");
  std::string_view rest = trimmed(given);
  if (rest.starts_with('v')) rest.remove_prefix(1);
  std::array<int, 3> parts{};
  std::size_t count = 0;
  while (count < parts.size() && !rest.empty()) {
    std::size_t digits =
        std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits == 0 || digits > 6) break;
    for (char c : rest.substr(0, digits)) {
      parts[count] = parts[count] * 10 + (c - '0');
    }
    ++count;
    rest.remove_prefix(digits);
    if (!rest.starts_with('.')) break;
    rest.remove_prefix(1);
  }
  bool fine = count > 0 && (rest.empty() || rest[0] == '-' || rest[0] == '+');
  if (!fine) {
    reading.mistakes.add(entry->value.place,
                         "'minVersion' must be a version, as 8.25.0");
  } else if (std::pair(parts[0], parts[1]) >
             std::pair(kGitleaksMajor, kGitleaksMinor)) {
    reading.warn(entry->place,
                 fmt::format("'minVersion' is newer than gitleaks {}.{}, which "
                             "stanch follows",
                             kGitleaksMajor, kGitleaksMinor));
  }
}

// What a rule requires must stand in the same file.
void check_required(const GitleaksFile& file, Reading& reading) {
  std::vector<std::string_view> ids;
  for (const GitleaksRule& rule : file.rules) ids.push_back(rule.rule.id);
  for (const GitleaksRule& rule : file.rules) {
    for (const RequiredRule& required : rule.rule.required) {
      if (std::ranges::count(ids, required.id) > 0) continue;
      std::string near = nearest(required.id, ids);
      reading.mistakes.add(
          rule.place,
          fmt::format(
              "rule '{}' requires '{}', which no rule of this file "
              "is{}",
              rule.rule.id, required.id,
              near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
    }
  }
}

void add_rule(GitleaksRule rule, GitleaksFile& file, Reading& reading) {
  auto same = std::ranges::find(file.rules, rule.rule.id,
                                [](const auto& one) { return one.rule.id; });
  if (same == file.rules.end()) {
    file.rules.push_back(std::move(rule));
    return;
  }
  reading.warn(rule.place,
               fmt::format("rule '{}' stands on line {} too: the last one "
                           "counts",
                           rule.rule.id, same->place.line));
  *same = std::move(rule);
}

}  // namespace

Result<GitleaksFile> parse_gitleaks_file(std::string_view toml,
                                         std::string_view name) {
  Result<TomlTable> table = parse_toml(toml, name);
  if (!table) return std::unexpected(table.error());
  Reading reading{name, Mistakes(name), {}};
  LooseTable top(*table, "a gitleaks configuration", reading.mistakes);
  GitleaksFile file;
  top.text("title");
  top.text("description");
  check_version(top, reading);
  read_extend(top, file, reading);
  for (LooseTable::Sub sub : top.tables("rules")) {
    add_rule(read_gitleaks_rule(sub, reading), file, reading);
  }
  file.allowlists = read_allowlists(top, /*is_global=*/true, reading);
  warn_of_betterleaks(top, reading);
  top.warn_of_unknown(name, reading.warnings);
  if (reading.mistakes.empty()) check_required(file, reading);
  if (!reading.mistakes.empty()) return reading.mistakes.error();
  file.warnings = std::move(reading.warnings);
  return file;
}

bool is_gitleaks_file(std::string_view toml, std::string_view name) {
  Result<TomlTable> table = parse_toml(toml, name);
  if (table) {
    Mistakes ignored(name);
    LooseTable top(*table, "", ignored);
    for (std::string_view key : {"scan", "rule", "allow"}) {
      if (table->find(key) != nullptr) return false;
    }
    for (std::string_view key :
         {"allowlist", "allowlists", "extend", "title", "minVersion"}) {
      if (top.find(key) != nullptr) return true;
    }
    if (const TomlEntry* rules = top.find("rules")) {
      return std::holds_alternative<TomlArray>(rules->value.data);
    }
  }
  return name.ends_with("leaks.toml");
}

}  // namespace stanch
