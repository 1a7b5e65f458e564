// SPDX-License-Identifier: Apache-2.0
//
// A file and what it extends are merged rule by rule, from the innermost one
// outwards; then each allowlist becomes entries of our own kind: one where all
// its conditions are needed, one for each condition where any is enough.
#include "rules/gitleaks_config.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/nearest.h"
#include "rules/gitleaks_file.h"

namespace stanch {
namespace {

constexpr int kMostHops = 2;
constexpr std::string_view kUsualRemedy =
    "Revoke it where it was issued, then issue a new one";

struct NamedRule {
  GitleaksRule rule;
  std::string file;  // where it stands; empty: built in
};

struct NamedAllowlist {
  GitleaksAllowlist allowlist;
  std::string file;
};

// A file with what it extends.
struct Merged {
  std::map<std::string, NamedRule> rules;
  std::vector<NamedAllowlist> allowlists;
};

class Loader {
 public:
  Loader(RuleSet builtin, const GitleaksOptions& options)
      : builtin_(std::move(builtin)), options_(options) {}

  Result<Merged> load(std::string_view toml, const std::string& name);

  bool uses_builtin = false;
  std::vector<std::string> warnings;

 private:
  Result<Merged> load_base(const GitleaksFile& file, const std::string& name);
  Merged take_builtin();
  void disable(const GitleaksFile& file, const std::string& name, Merged& base);
  void merge(GitleaksRule mine, const std::string& name, Merged& base);

  RuleSet builtin_;
  const GitleaksOptions& options_;
  std::vector<std::string> open_;  // the files that are being loaded
};

Merged Loader::take_builtin() {
  uses_builtin = true;
  Merged out;
  for (Rule& rule : builtin_.rules) {
    std::string id = rule.id;
    out.rules[id].rule.rule = std::move(rule);
  }
  builtin_.rules.clear();
  return out;
}

Result<Merged> Loader::load_base(const GitleaksFile& file,
                                 const std::string& name) {
  if (!file.use_default && file.extends.empty()) return Merged{};
  if (static_cast<int>(open_.size()) > kMostHops) {
    warnings.push_back(
        fmt::format("{}: [extend] is ignored: a configuration extends at most "
                    "{} others in a row",
                    name, kMostHops));
    return Merged{};
  }
  if (file.use_default) return take_builtin();
  if (std::ranges::count(open_, file.extends) > 0) {
    return fail(ErrorKind::kUsage,
                fmt::format("{}: [extend] path: {} extends itself", name,
                            file.extends));
  }
  auto text = options_.read(file.extends);
  if (!text) {
    return context(name + ": [extend] path", std::move(text.error()));
  }
  return load(*text, file.extends);
}

void Loader::disable(const GitleaksFile& file, const std::string& name,
                     Merged& base) {
  std::vector<std::string_view> ids;
  for (const auto& [id, rule] : base.rules) ids.push_back(id);
  for (const std::string& id : file.disabled_rules) {
    if (base.rules.contains(id)) continue;
    std::string near = nearest(id, ids);
    warnings.push_back(fmt::format(
        "{}: disabledRules: no rule that is extended has the id '{}'{}", name,
        id, near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  }
  for (const std::string& id : file.disabled_rules) base.rules.erase(id);
}

// `theirs` with what `mine` says of it.
void merge_rule(Rule mine, Rule& theirs, bool like_gitleaks) {
  Rule out = theirs;
  if (!mine.title.empty()) out.title = mine.title;
  if (!mine.path.empty()) out.path = mine.path;
  if (mine.entropy != 0) out.entropy = mine.entropy;
  if (!mine.expression.empty()) {
    if (theirs.dialect == Dialect::kStanch) {
      // A rule of theirs in name only: nothing of how ours is matched is left.
      out = std::move(mine);
      out.severity = theirs.severity;
      out.provider = theirs.provider;
      out.grants = theirs.grants;
      out.next = theirs.next;
      if (out.title.empty()) out.title = theirs.title;
      if (out.path.empty()) out.path = theirs.path;
      if (out.entropy == 0) out.entropy = theirs.entropy;
      theirs = std::move(out);
      return;
    }
    out.expression = mine.expression;
  }
  if (theirs.dialect == Dialect::kGitleaks) {
    if (mine.secret_group != 0) out.secret_group = mine.secret_group;
    std::ranges::copy(mine.keywords, std::back_inserter(out.keywords));
  }
  std::ranges::copy(mine.tags, std::back_inserter(out.tags));
  if (!like_gitleaks) {
    if (!mine.required.empty()) out.required = mine.required;
    out.is_component = out.is_component || mine.is_component;
  }
  theirs = std::move(out);
}

void Loader::merge(GitleaksRule mine, const std::string& name, Merged& base) {
  auto theirs = base.rules.find(mine.rule.id);
  if (theirs == base.rules.end()) {
    std::string id = mine.rule.id;
    base.rules[id] = {std::move(mine), name};
    return;
  }
  GitleaksRule& rule = theirs->second.rule;
  std::ranges::move(mine.allowlists, std::back_inserter(rule.allowlists));
  if (rule.rule.dialect == Dialect::kStanch && mine.rule.secret_group != 0 &&
      mine.rule.expression.empty()) {
    warnings.push_back(fmt::format(
        "{}: secretGroup of rule '{}' is ignored: the expression of stanch's "
        "rule has groups of its own",
        to_string(mine.place, name), mine.rule.id));
  }
  merge_rule(std::move(mine.rule), rule.rule, options_.like_gitleaks);
  theirs->second.file = name;
}

Result<Merged> Loader::load(std::string_view toml, const std::string& name) {
  auto file = parse_gitleaks_file(toml, name);
  if (!file) return std::unexpected(file.error());
  std::ranges::move(file->warnings, std::back_inserter(warnings));
  bool is_top = open_.empty();
  open_.push_back(name);
  auto base = load_base(*file, name);
  open_.pop_back();
  if (!base) return base;
  disable(*file, name, *base);
  for (GitleaksRule& rule : file->rules) merge(std::move(rule), name, *base);
  for (GitleaksAllowlist& allowlist : file->allowlists) {
    bool lost = options_.like_gitleaks && !is_top &&
                !allowlist.conditions.rules.empty();
    if (!lost) base->allowlists.push_back({std::move(allowlist), name});
  }
  return base;
}

// gitleaks joins the expressions of a list, so that a flag of one rules the
// next ones too.
void join(std::vector<std::string>& expressions) {
  if (expressions.size() < 2) return;
  expressions = {fmt::format("{}", fmt::join(expressions, "|"))};
}

void add_allows(const GitleaksAllowlist& allowlist, const std::string& file,
                std::vector<std::string> rules, bool is_global,
                const GitleaksOptions& options, std::vector<Allow>& out) {
  Allow all = allowlist.conditions;
  all.rules = std::move(rules);
  if (all.reason.empty()) {
    all.reason = "allowlist at " + to_string(allowlist.place, file);
  }
  if (options.like_gitleaks) {
    join(all.paths);
    join(all.values);
  }
  auto add = [&](auto member) {
    if ((all.*member).empty()) return;
    Allow one{.rules = all.rules, .target = all.target, .reason = all.reason};
    one.*member = all.*member;
    // gitleaks does not even enter a folder that a global path names.
    if (is_global && all.rules.empty()) one.folder = options.folder;
    out.push_back(std::move(one));
  };
  if (allowlist.needs_all) {
    bool any_path =
        options.like_gitleaks && !options.folder.empty() && is_global;
    if (any_path) add(&Allow::paths);
    out.push_back(std::move(all));
    return;
  }
  add(&Allow::commits);
  add(&Allow::paths);
  add(&Allow::values);
  add(&Allow::stopwords);
}

// The ids that allowlists speak of must be there. Where stanch's rules stand in
// for gitleaks', one that only gitleaks has is no mistake.
Result<void> check_targets(const NamedAllowlist& named, const Merged& merged,
                           bool uses_builtin,
                           std::vector<std::string>& warnings) {
  std::vector<std::string_view> ids;
  for (const auto& [id, rule] : merged.rules) ids.push_back(id);
  for (const std::string& id : named.allowlist.conditions.rules) {
    if (merged.rules.contains(id)) continue;
    std::string near = nearest(id, ids);
    std::string message = fmt::format(
        "{}: targetRules: no rule has the id '{}'{}",
        to_string(named.allowlist.place, named.file), id,
        near.empty() ? "" : fmt::format("; did you mean '{}'?", near));
    if (!uses_builtin) return fail(ErrorKind::kUsage, message);
    warnings.push_back(message);
  }
  return {};
}

// Names what a finding shows where the file says nothing.
void complete(Rule& rule) {
  if (rule.title.empty()) rule.title = rule.id;
  if (rule.grants.empty()) rule.grants = "what the rule's author knows";
  if (rule.next.empty()) rule.next = kUsualRemedy;
}

}  // namespace

Result<GitleaksConfig> load_gitleaks_config(std::string_view toml,
                                            const std::string& name,
                                            RuleSet builtin,
                                            const GitleaksOptions& options) {
  Loader loader(std::move(builtin), options);
  auto merged = loader.load(toml, name);
  if (!merged) return std::unexpected(merged.error());
  GitleaksConfig out;
  out.uses_builtin = loader.uses_builtin;
  out.warnings = std::move(loader.warnings);
  out.rules.like_gitleaks = options.like_gitleaks;
  for (NamedAllowlist& named : merged->allowlists) {
    auto checked =
        check_targets(named, *merged, out.uses_builtin, out.warnings);
    if (!checked) return std::unexpected(checked.error());
    add_allows(named.allowlist, named.file, named.allowlist.conditions.rules,
               named.allowlist.conditions.rules.empty(), options, out.allows);
  }
  for (auto& [id, named] : merged->rules) {
    Rule& rule = named.rule.rule;
    if (rule.expression.empty() && rule.path.empty()) {
      std::string message =
          fmt::format("{}: rule '{}' has neither 'regex' nor 'path'",
                      to_string(named.rule.place, named.file), id);
      if (!out.uses_builtin) return fail(ErrorKind::kUsage, message);
      out.warnings.push_back(message +
                             ", and stanch has no rule of that id: ignored");
      continue;
    }
    for (const GitleaksAllowlist& allowlist : named.rule.allowlists) {
      add_allows(allowlist, named.file, {id}, /*is_global=*/false, options,
                 out.allows);
    }
    if (rule.dialect == Dialect::kGitleaks) complete(rule);
    out.rules.rules.push_back(std::move(rule));
  }
  if (out.rules.rules.empty()) {
    out.warnings.push_back(
        name +
        ": no rule is left, so nothing can be found; [extend] "
        "useDefault = true adds the built-in ones");
  }
  return out;
}

}  // namespace stanch
