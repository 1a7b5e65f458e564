// SPDX-License-Identifier: Apache-2.0
//
// Proves rules by the examples they carry, with the scanner that scans. All the
// rules are in force at once, so an example that a more specific rule claims
// fails too. Path conditions are put aside: an example has no path.
#include <algorithm>
#include <map>
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/scan_flags.h"
#include "cli/settings.h"
#include "rules/builtin.h"
#include "scanner/scanner.h"

namespace stanch {
namespace {

struct RulesCheckFlags {
  std::string config;
  std::vector<std::string> files;
};

class Examiner {
 public:
  explicit Examiner(const RuleDatabase& database)
      : scanner_(database, ScanOptions{}) {
    scanner_.observe_rejections(
        [this](const Rule& rule, std::string_view, Reason reason) {
          if (rule.id == wanted_) rejected_ = reason;
        });
  }

  void examine(const RuleExamples& examples) {
    wanted_ = examples.rule_id;
    for (std::size_t i = 0; i < examples.matching.size(); ++i) {
      std::size_t found = count(examples.matching[i]);
      if (found == 1) continue;
      std::string why = fmt::format("{} secrets found, not one", found);
      if (found == 0 && rejected_) why = std::string(to_string(*rejected_));
      fail("example", i, found == 0 && !rejected_ ? "nothing matches" : why);
    }
    for (std::size_t i = 0; i < examples.not_matching.size(); ++i) {
      if (count(examples.not_matching[i]) != 0) {
        fail("counter-example", i, "a secret is found");
      }
    }
    examples_ += examples.matching.size() + examples.not_matching.size();
  }

  std::size_t examples() const { return examples_; }
  std::size_t failures() const { return failures_; }

 private:
  std::size_t count(std::string_view text) {
    rejected_.reset();
    Provenance provenance{.origin = "example"};
    std::vector<Finding> findings;
    scanner_.scan({.bytes = text, .provenance = provenance}, findings);
    std::size_t out = std::ranges::count(findings, wanted_, &Finding::rule_id);
    // It may be told as a piece of another.
    for (const Finding& finding : findings) {
      out += std::ranges::count(finding.parts, wanted_, &FindingPart::rule_id);
    }
    return out;
  }

  // The number, never the text: it holds a value.
  void fail(std::string_view kind, std::size_t index, std::string_view why) {
    ++failures_;
    say(fmt::format("{}: {} {}: {}", wanted_, kind, index + 1, why));
  }

  Scanner scanner_;
  std::string wanted_;
  std::optional<Reason> rejected_;  // the last one, of the wanted rule
  std::size_t examples_ = 0;
  std::size_t failures_ = 0;
};

int examine(RuleSet rules, const std::vector<RuleExamples>& examples) {
  std::size_t size = rules.rules.size();
  // What the path conditions say is checked before they are put aside.
  auto whole = RuleDatabase::compile(rules);
  if (!whole) return fail_with(whole.error());
  if (auto checked = whole->check(); !checked) {
    return fail_with(checked.error());
  }
  for (std::string_view id : whole->costly_rules()) {
    say(
        fmt::format("rule {}: has no keyword, and no text of 3 bytes that "
                    "every match holds: its expression runs over every file",
                    id));
  }
  // A rule that has a path alone has no examples.
  std::erase_if(rules.rules,
                [](const Rule& rule) { return rule.expression.empty(); });
  for (Rule& rule : rules.rules) rule.path.clear();
  auto database = RuleDatabase::compile(std::move(rules));
  if (!database) return fail_with(database.error());

  Examiner examiner(*database);
  for (const RuleExamples& each : examples) examiner.examine(each);
  if (examiner.failures() > 0) {
    say(fmt::format("{} of {} examples fail", examiner.failures(),
                    examiner.examples()));
    return kExitUsage;
  }
  return print(fmt::format("{} rules, {} examples: all hold\n", size,
                           examiner.examples()));
}

int check_applying(const RulesCheckFlags& options) {
  auto settings = load_settings({.option = options.config, .target = "."});
  if (!settings) return fail_with(settings.error());
  std::map<std::string, RuleExamples> by_rule;
  for (RuleExamples& each : builtin_examples()) {
    by_rule[each.rule_id] = std::move(each);
  }
  for (RuleExamples& each : settings->config.custom.examples) {
    by_rule[each.rule_id] = std::move(each);
  }
  std::vector<RuleExamples> examples;
  for (const Rule& rule : settings->rules.rules) {
    examples.push_back(by_rule[rule.id]);
  }
  return examine(std::move(settings->rules), examples);
}

int check_files(const RulesCheckFlags& options) {
  RuleSet rules;
  std::vector<RuleExamples> examples;
  for (const std::string& file : options.files) {
    auto text = read_text(file);
    if (!text) return fail_with(text.error());
    auto parsed = parse_rule_file(*text, file);
    if (!parsed) return fail_with(parsed.error());
    std::ranges::move(parsed->rules, std::back_inserter(rules.rules));
    std::ranges::move(parsed->examples, std::back_inserter(examples));
  }
  std::ranges::sort(rules.rules, {}, &Rule::id);
  auto twice = std::ranges::adjacent_find(rules.rules, {}, &Rule::id);
  if (twice != rules.rules.end()) {
    return fail_with(
        {ErrorKind::kUsage, fmt::format("rule {} stands twice", twice->id)});
  }
  return examine(std::move(rules), examples);
}

}  // namespace

Action define_rules_check(CLI::App& app) {
  auto options = std::make_unique<RulesCheckFlags>();
  add_paths(app, "FILE", options->files,
            "files of rules (default: all rules that apply)");
  add_config_flag(app, options->config);
  app.footer("stanch rules check rules/builtin/github.toml");
  return [options = std::move(options)] {
    return options->files.empty() ? check_applying(*options)
                                  : check_files(*options);
  };
}

}  // namespace stanch
