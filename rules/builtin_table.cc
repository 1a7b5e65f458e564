// SPDX-License-Identifier: Apache-2.0
#include "rules/builtin_table.h"

#include <string>

namespace stanch {
namespace {

std::vector<std::string> copy_of(TextList texts) {
  return {texts.begin(), texts.end()};
}

Rule copy_of(const RuleRow& row) {
  return {
      .id = std::string(row.id),
      .title = std::string(row.title),
      .provider = std::string(row.provider),
      .severity = row.severity,
      .grants = std::string(row.grants),
      .next = std::string(row.next),
      .triggers = copy_of(row.triggers),
      .trigger_expressions = copy_of(row.trigger_expressions),
      .expression = std::string(row.expression),
      .secret_group = row.secret_group,
      .max_length = row.max_length,
      .boundary = row.boundary,
      .checksum = std::string(row.checksum),
      .entropy = row.entropy,
      .context = copy_of(row.context),
      .path = std::string(row.path),
      .specificity = row.specificity,
      .placeholders = copy_of(row.placeholders),
  };
}

}  // namespace

RuleSet rules_of(const RuleTable& table) {
  RuleSet set;
  set.rules.reserve(table.rules.size());
  for (const RuleRow& row : table.rules) set.rules.push_back(copy_of(row));
  return set;
}

std::vector<RuleExamples> examples_of(const RuleTable& table) {
  std::vector<RuleExamples> all;
  all.reserve(table.examples.size());
  for (const ExamplesRow& row : table.examples) {
    all.push_back({.rule_id = std::string(row.rule_id),
                   .matching = copy_of(row.matching),
                   .not_matching = copy_of(row.not_matching)});
  }
  return all;
}

}  // namespace stanch
