// SPDX-License-Identifier: Apache-2.0
#include "rules/rule_table.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "rules/assignment.h"
#include "rules/run.h"

namespace stanch {
namespace {

constexpr std::string_view kSeam = "<>";
constexpr std::string_view kTitle = "[[rule]]";
constexpr std::size_t kShortestTrigger = 3;
constexpr std::int64_t kMostGroups = 99;
constexpr std::int64_t kLongestMatch = 1 << 20;  // windows overlap by so much
constexpr std::int64_t kFarthestPart = 20;       // lines
constexpr double kMostEntropy = 8;               // bits in a byte

struct ReadRule {
  Rule rule;
  RuleExamples examples;
};

std::string_view long_enough(std::string_view trigger) {
  return trigger.size() < kShortestTrigger ? "at least 3 bytes long" : "";
}

std::string without_seams(std::string text) {
  for (std::size_t at = text.find(kSeam); at != std::string::npos;
       at = text.find(kSeam, at)) {
    text.erase(at, kSeam.size());
  }
  return text;
}

void to_lower(std::string& text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
}

void read_shape(TableReader& reader, Rule& rule) {
  reader.texts("trigger", rule.triggers, long_enough);
  reader.texts("trigger_expression", rule.trigger_expressions, not_empty);
  reader.text("expression", rule.expression, not_empty);
  std::int64_t group = rule.secret_group;
  reader.whole("secret_group", group, 0, kMostGroups);
  rule.secret_group = static_cast<int>(group);
  std::int64_t length = rule.max_length;
  reader.whole("max_length", length, 1, kLongestMatch);
  rule.max_length = static_cast<std::uint32_t>(length);
}

// The short form of a shape. Whether it is there.
bool read_assignment(TableReader& reader, TomlPlace place, Rule& rule,
                     Mistakes& mistakes) {
  Assignment assignment;
  reader.texts("names", assignment.names, assigned_name);
  reader.texts("kinds", assignment.kinds, assigned_name);
  reader.text("value", assignment.value, not_empty);
  if (assignment.names.empty() && assignment.kinds.empty() &&
      assignment.value.empty()) {
    return false;
  }
  if (!rule.expression.empty()) {
    mistakes.add(place, fmt::format("{} has both 'expression' and 'names'; it "
                                    "needs one of them",
                                    kTitle));
  }
  rule.expression = assignment_expression(assignment);
  if (rule.triggers.empty() && rule.trigger_expressions.empty()) {
    if (run_shape(assignment.value).least >= kShortestRun) {
      rule.names = name_expressions(assignment);
    } else {
      rule.trigger_expressions = name_triggers(assignment);
    }
  }
  rule.value = std::move(assignment.value);
  rule.secret_group = 1;
  rule.specificity = Specificity::kContextual;
  return true;
}

RulePart read_part(const TomlTable& table, TomlPlace place,
                   Mistakes& mistakes) {
  RulePart part;
  TableReader reader(table, place, "[[rule.part]]", mistakes);
  reader.text("name", part.name, one_line);
  reader.text("rule", part.rule, rule_id);
  reader.text("expression", part.expression, not_empty);
  std::int64_t lines = part.lines;
  reader.whole("lines", lines, 0, kFarthestPart);
  part.lines = static_cast<std::uint32_t>(lines);
  reader.flag("optional", part.optional);
  reader.finish({"name"});
  if (part.rule.empty() == part.expression.empty() && mistakes.empty()) {
    mistakes.add(place, "[[rule.part]] needs one of 'rule' and 'expression'");
  }
  return part;
}

void read_parts(TableReader& reader, Rule& rule, Mistakes& mistakes) {
  for (const TomlValue& item : reader.tables("part")) {
    rule.parts.push_back(
        read_part(std::get<TomlTable>(item.data), item.place, mistakes));
  }
  rule.joined_severity = rule.severity;
  reader.word("joined_severity", kSeverities, rule.joined_severity);
}

void read_judgement(TableReader& reader, Rule& rule) {
  reader.word("boundary", kBoundaries, rule.boundary);
  reader.choice("checksum", kChecksums, rule.checksum);
  reader.number("entropy", rule.entropy, 0, kMostEntropy);
  reader.texts("context", rule.context, not_empty);
  std::ranges::for_each(rule.context, to_lower);
  reader.text("path", rule.path, not_empty);
  reader.word("specificity", kSpecificities, rule.specificity);
  reader.texts("placeholders", rule.placeholders, not_empty);
}

ReadRule read_rule(const TomlTable& table, TomlPlace place,
                   std::string_view provider, bool examples_needed,
                   Mistakes& mistakes) {
  TableReader reader(table, place, kTitle, mistakes);
  auto [rule, examples] = ReadRule{};
  rule.provider = provider;
  reader.text("id", rule.id, rule_id);
  reader.text("title", rule.title, one_line);
  reader.text("provider", rule.provider, one_line);
  reader.word("severity", kSeverities, rule.severity);
  reader.text("grants", rule.grants, one_line);
  reader.text("next", rule.next, one_line);
  read_shape(reader, rule);
  const bool assigned = read_assignment(reader, place, rule, mistakes);
  read_judgement(reader, rule);
  read_parts(reader, rule, mistakes);
  reader.texts("examples", examples.matching, any_text);
  reader.texts("counter_examples", examples.not_matching, any_text);
  if (assigned) {
    reader.finish(
        {"id", "title", "severity", "grants", "next", "names", "value"});
  } else {
    reader.finish({"id", "title", "severity", "grants", "next", "expression"});
  }

  // What is left out is told only where nothing that is there is wrong: a
  // misspelt key is the likelier reason.
  auto needs = [&](bool there, std::string_view what) {
    if (!there && mistakes.empty()) {
      mistakes.add(place, fmt::format("{} needs {}", kTitle, what));
    }
  };
  needs(!rule.provider.empty(),
        "'provider', in it or once at the top of the file");
  needs(!rule.triggers.empty() || !rule.trigger_expressions.empty() || assigned,
        "'trigger' or 'trigger_expression', with at least one entry");
  needs(!examples.matching.empty() || !examples_needed,
        "'examples', with at least one entry");

  examples.rule_id = rule.id;
  for (auto* texts : {&examples.matching, &examples.not_matching}) {
    for (std::string& text : *texts) text = without_seams(std::move(text));
  }
  return {std::move(rule), std::move(examples)};
}

}  // namespace

RuleFile read_rules(TableReader& top, const RuleTableOptions& options,
                    Mistakes& mistakes) {
  std::string provider(options.provider);
  top.text("provider", provider, one_line);
  std::map<std::string, TomlPlace> places;
  std::vector<ReadRule> rules;
  for (const TomlValue& item : top.tables("rule")) {
    const auto& table = std::get<TomlTable>(item.data);
    rules.push_back(read_rule(table, item.place, provider,
                              options.examples_needed, mistakes));
    const TomlEntry* id = table.find("id");
    if (!id || !mistakes.empty()) continue;
    auto [first, added] =
        places.try_emplace(rules.back().rule.id, id->value.place);
    if (!added) {
      mistakes.add(id->value.place,
                   fmt::format("duplicate id '{}', first on line {}",
                               first->first, first->second.line));
    }
  }
  std::ranges::sort(rules, {}, [](const ReadRule& named) -> const auto& {
    return named.rule.id;
  });
  RuleFile file;
  for (ReadRule& named : rules) {
    file.rules.push_back(std::move(named.rule));
    file.examples.push_back(std::move(named.examples));
  }
  return file;
}

}  // namespace stanch
