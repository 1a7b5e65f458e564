// SPDX-License-Identifier: Apache-2.0
#include "rules/config.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/lower_case.h"
#include "core/nearest.h"
#include "rules/loose_table.h"
#include "rules/rule_table.h"

namespace stanch {
namespace {

constexpr std::string_view kProvider = "custom";
constexpr std::size_t kFingerprintDigits = 32;

std::string_view fingerprint(std::string_view text) {
  auto hexadecimal = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  };
  bool fine = text.size() == kFingerprintDigits &&
              std::ranges::all_of(text, hexadecimal);
  return fine ? "" : "32 lower-case hexadecimal digits";
}

std::string_view commit_id(std::string_view text) {
  auto hexadecimal = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  };
  bool fine = (text.size() == 40 || text.size() == 64) &&
              std::ranges::all_of(text, hexadecimal);
  return fine ? "" : "the full id of a commit, in lower case";
}

void read_scan(TableReader& top, Config& config, Mistakes& mistakes) {
  const TomlEntry* entry = top.table("scan");
  if (!entry) return;
  TableReader scan(std::get<TomlTable>(entry->value.data), entry->place,
                   "[scan]", mistakes);
  scan.texts("exclude", config.exclude, not_empty);
  scan.word("min_confidence", kConfidences, config.min_confidence);
  scan.finish({});
}

void read_rule_changes(TableReader& top, Config& config, Mistakes& mistakes) {
  const TomlEntry* entry = top.table("rules");
  if (!entry) return;
  TableReader rules(std::get<TomlTable>(entry->value.data), entry->place,
                    "[rules]", mistakes);
  rules.texts("disable", config.disabled_rules, rule_id);
  const TomlEntry* severity = rules.table("severity");
  rules.finish({});
  if (!severity) return;
  const auto& table = std::get<TomlTable>(severity->value.data);
  TableReader changes(table, severity->place, "[rules.severity]", mistakes);
  for (const TomlEntry& change : table.entries) {
    if (!rule_id(change.key).empty()) {
      mistakes.add(change.place, "a key of [rules.severity] must be a rule id");
      continue;
    }
    changes.word_of(change, kSeverities, config.severities[change.key]);
  }
}

// A number and a unit; cli, which knows what it is for, turns it into seconds.
std::string_view span(std::string_view text) {
  std::size_t digits =
      std::min(text.find_first_not_of("0123456789"), text.size());
  bool fine = digits > 0 && digits < 7 && text.size() == digits + 1 &&
              std::string_view("mhdw").contains(text.back());
  return fine ? "" : "a number and its unit: \"24h\", \"7d\"";
}

void read_inventory(TableReader& top, Config& config, Mistakes& mistakes) {
  const TomlEntry* entry = top.table("inventory");
  if (!entry) return;
  TableReader table(std::get<TomlTable>(entry->value.data), entry->place,
                    "[inventory]", mistakes);
  for (std::string_view impact : {"high", "medium", "low"}) {
    std::string text;
    table.text(impact, text, span);
    if (!text.empty()) config.deadlines[std::string(impact)] = text;
  }
  table.finish({});
}

Allow read_allow(const TomlTable& table, TomlPlace place, Mistakes& mistakes) {
  Allow allow;
  TableReader reader(table, place, "[[allow]]", mistakes);
  reader.texts("rules", allow.rules, rule_id);
  reader.texts("paths", allow.paths, not_empty);
  reader.texts("commits", allow.commits, commit_id);
  reader.texts("values", allow.values, not_empty);
  reader.word("target", kAllowTargets, allow.target);
  reader.texts("stopwords", allow.stopwords, not_empty);
  for (std::string& word : allow.stopwords) word = lower_case(word);
  reader.texts("fingerprints", allow.fingerprints, fingerprint);
  reader.text("reason", allow.reason, one_line);
  reader.text("owner", allow.owner, one_line);
  reader.day("expires", allow.expires);
  reader.finish({"reason"});
  bool any = !allow.rules.empty() || !allow.paths.empty() ||
             !allow.commits.empty() || !allow.values.empty() ||
             !allow.stopwords.empty() || !allow.fingerprints.empty();
  if (!any && mistakes.empty()) {
    mistakes.add(place,
                 "[[allow]] needs a condition: 'rules', 'paths', 'commits', "
                 "'values', 'stopwords' or 'fingerprints'");
  }
  return allow;
}

// The ids that a configuration may name.
class KnownIds {
 public:
  KnownIds(const std::vector<Rule>& builtin, const std::vector<Rule>& custom) {
    for (const Rule& rule : builtin) ids_.insert(rule.id);
    for (const Rule& rule : custom) ids_.insert(rule.id);
  }

  // `where` names the key that holds `id`.
  Result<void> check(std::string_view id, std::string_view where) const {
    if (ids_.contains(id)) return {};
    std::vector<std::string_view> all(ids_.begin(), ids_.end());
    std::string near = nearest(id, all);
    return fail(
        ErrorKind::kUsage,
        fmt::format("{}: no rule has the id '{}'; {}", where, id,
                    near.empty() ? "`stanch rules list` names them all"
                                 : fmt::format("did you mean '{}'?", near)));
  }

 private:
  std::set<std::string_view> ids_;
};

Result<void> check_ids(const Config& config, const KnownIds& known) {
  for (const std::string& id : config.disabled_rules) {
    auto checked = known.check(id, "[rules] disable");
    if (!checked) return checked;
  }
  for (const auto& [id, severity] : config.severities) {
    auto checked = known.check(id, "[rules.severity]");
    if (!checked) return checked;
  }
  for (const Allow& allow : config.allows) {
    for (const std::string& id : allow.rules) {
      auto checked = known.check(id, "[[allow]] rules");
      if (!checked) return checked;
    }
  }
  return {};
}

}  // namespace

Result<Config> parse_config(std::string_view toml, std::string_view name) {
  Result<TomlTable> table = parse_toml(toml, name);
  if (!table) return std::unexpected(table.error());
  Mistakes mistakes(name);
  TableReader top(*table, {}, "a configuration", mistakes);
  Config config;
  read_scan(top, config, mistakes);
  read_rule_changes(top, config, mistakes);
  read_inventory(top, config, mistakes);
  RuleTableOptions options{.provider = kProvider, .examples_needed = false};
  config.custom = read_rules(top, options, mistakes);
  for (const TomlValue& item : top.tables("allow")) {
    config.allows.push_back(
        read_allow(std::get<TomlTable>(item.data), item.place, mistakes));
  }
  if (const TomlEntry* respond = top.table("respond")) {
    config.respond = *respond;
  }
  top.finish({});
  if (!mistakes.empty()) return mistakes.error();
  return config;
}

Result<RuleSet> apply(const Config& config, RuleSet builtin,
                      std::string_view name) {
  const std::vector<Rule>& custom = config.custom.rules;
  auto checked = check_ids(config, KnownIds(builtin.rules, custom));
  if (!checked) return context(name, checked.error());

  std::set<std::string_view> dropped(config.disabled_rules.begin(),
                                     config.disabled_rules.end());
  RuleSet out;
  for (const Rule& rule : custom) {
    if (!dropped.insert(rule.id).second) continue;
    out.rules.push_back(rule);
    out.rules.back().is_custom = true;
  }
  for (Rule& rule : builtin.rules) {
    if (!dropped.contains(rule.id)) out.rules.push_back(std::move(rule));
  }
  std::ranges::sort(out.rules, {}, &Rule::id);
  for (Rule& rule : out.rules) {
    auto change = config.severities.find(rule.id);
    if (change != config.severities.end()) rule.severity = change->second;
  }
  return out;
}

std::vector<Allow> take_expired(Config& config, std::string_view today) {
  std::vector<Allow> out;
  std::erase_if(config.allows, [&](Allow& allow) {
    bool expired = !allow.expires.empty() && allow.expires < today;
    if (expired) out.push_back(std::move(allow));
    return expired;
  });
  return out;
}

}  // namespace stanch
