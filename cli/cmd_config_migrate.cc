// SPDX-License-Identifier: Apache-2.0
//
// `stanch config migrate`: a set-up for gitleaks as a `.stanch.toml`. What one
// of our own rules cannot say is left out by name: nothing is made weaker
// without a word.
#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "baselines/read_known.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/git_target.h"
#include "cli/known.h"
#include "cli/settings.h"
#include "cli/sources.h"
#include "rules/builtin.h"
#include "rules/config_writer.h"
#include "rules/table_reader.h"
#include "scanner/unbound.h"

namespace stanch {
namespace {

struct ConfigMigrateFlags {
  std::string file;
  bool git = false;
};

// Of an expression; one more for each bracket in a class of characters, so that
// a doubtful rule is left out.
std::size_t groups_of(std::string_view expression) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression[i] == '\\') {
      ++i;
    } else if (expression[i] == '(') {
      std::string_view rest = expression.substr(i + 1);
      count += !rest.starts_with('?') || rest.starts_with("?P<") ? 1 : 0;
    }
  }
  return count;
}

// Why a rule, which stands alone in its list, cannot be one of ours.
std::optional<std::string> obstacle(const Rule& rule, bool whole) {
  if (rule.expression.empty()) return "it looks at paths alone";
  if (rule.is_component || !rule.required.empty()) {
    return "it belongs to a rule that requires others";
  }
  if (whole) {
    return "its matches have no limit, or need hold no text of 3 bytes or no "
           "keyword";
  }
  if (!rule_id(rule.id).empty()) {
    return "an id of ours is lower-case words joined by '-'";
  }
  // A group 2 may take the part of an empty group 1.
  if (rule.secret_group == 0 && groups_of(rule.expression) > 1) {
    return "it has several groups and no secretGroup";
  }
  return std::nullopt;
}

void migrate_rules(const Settings& settings, Config& out) {
  std::vector<std::string> left;
  for (Rule rule : settings.config.custom.rules) {
    std::vector<Rule> bound = {std::move(rule)};
    bool whole = bind_rules(bound).any_whole;
    Rule& one = bound.front();
    if (auto why = obstacle(one, whole)) {
      say(fmt::format("rule {} is left out: {}", one.id, *why));
      left.push_back(one.id);
      continue;
    }
    one.dialect = Dialect::kStanch;
    if (one.secret_group == 0 && groups_of(one.expression) == 1) {
      one.secret_group = 1;
    }
    out.custom.rules.push_back(std::move(one));
  }
  for (const Rule& builtin : builtin_rules().rules) {
    bool kept =
        std::ranges::count(settings.rules.rules, builtin.id, &Rule::id) > 0;
    if (!kept) out.disabled_rules.push_back(builtin.id);
  }
  for (const Allow& allow : settings.config.allows) {
    if (allow.owner == kStanchItself) continue;
    Allow entry = allow;
    bool had_rules = !entry.rules.empty();
    std::erase_if(entry.rules, [&](const std::string& id) {
      return std::ranges::count(left, id) > 0;
    });
    if (had_rules && entry.rules.empty()) continue;
    std::ranges::replace_if(
        entry.reason,
        [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    out.allows.push_back(std::move(entry));
  }
}

std::string exactly(const std::string& path) {
  std::string out = "^";
  for (char c : path) {
    if (std::ispunct(static_cast<unsigned char>(c)) != 0) out += '\\';
    out += c;
  }
  return out + "$";
}

// A line that is ignored becomes the secret that stands on it.
Result<void> migrate_ignored(const Settings& settings, bool git, Config& out) {
  auto text = read_text(std::string(kGitleaksIgnoreFile));
  if (!text) return {};  // there is none
  KnownFindings known;
  std::vector<std::string> warnings;
  read_ignore_file(*text, std::string(kGitleaksIgnoreFile), known, warnings);
  for (const std::string& warning : warnings) say(warning);
  auto database = RuleDatabase::compile(settings.rules, settings.config.allows);
  if (!database) return std::unexpected(database.error());
  PipelineOptions options;
  ScanRequest request{.database = *database,
                      .options = options,
                      .allows = settings.config.allows,
                      .overlap = window_overlap(*database)};
  auto scanned = (git ? git_target({}) : directory_target({})).scan(request);
  if (!scanned) return std::unexpected(scanned.error());
  for (const Finding& finding : scanned->findings) {
    auto add = [&](const Occurrence& place) {
      if (!known.knows(finding, place)) return;
      out.allows.push_back({.rules = {finding.rule_id},
                            .paths = {exactly(place.provenance.path)},
                            .fingerprints = {finding.secret.fingerprint()},
                            .reason = std::string(kGitleaksIgnoreFile)});
    };
    add(finding.place);
    std::ranges::for_each(finding.other_places, add);
  }
  for (const KnownFinding* unused : known.unused()) {
    say(fmt::format("{} is left out: nothing is found there", unused->source));
  }
  return {};
}

int migrate(const ConfigMigrateFlags& options) {
  auto settings = load_settings({.option = options.file, .target = "."});
  if (!settings) return fail_with(settings.error());
  if (!settings->found.is_gitleaks) {
    return fail_with(
        {ErrorKind::kUsage,
         settings->found.path.empty()
             ? "there is no .gitleaks.toml here; name a file"
             : settings->found.path + " is no configuration of gitleaks"});
  }
  for (const std::string& warning : settings->config.warnings) say(warning);
  Config out;
  migrate_rules(*settings, out);
  auto done = migrate_ignored(*settings, options.git, out);
  if (!done) return fail_with(done.error());
  return print(fmt::format("# Made of {} by `stanch config migrate`.\n{}",
                           settings->found.path, to_toml(out)));
}

}  // namespace

Action define_config_migrate(CLI::App& app) {
  auto options = std::make_unique<ConfigMigrateFlags>();
  app.add_option("FILE", options->file,
                 "the configuration of gitleaks (default: what applies)")
      ->type_name("")
      ->group("Arguments");
  app.add_flag("--git", options->git,
               "find what .gitleaksignore names in the history, not in files");
  app.footer("stanch config migrate > .stanch.toml");
  return [options = std::move(options)] { return migrate(*options); };
}

}  // namespace stanch
