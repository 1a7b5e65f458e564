// SPDX-License-Identifier: Apache-2.0
#include "rules/builtin_table.h"

#include <string>

namespace stanch {
namespace {

// Shorter than any token, and than the parts of which tokens consist.
constexpr std::size_t kPart = 6;
constexpr std::string_view kMark = "<>";

std::vector<std::string> joined(TextList texts) {
  std::vector<std::string> out;
  for (std::string_view text : texts) out.push_back(stanch::joined(text));
  return out;
}

std::vector<std::string> copy_of(TextList texts) {
  return {texts.begin(), texts.end()};
}

std::vector<RulePart> copy_of(std::span<const PartRow> rows) {
  std::vector<RulePart> out;
  for (const PartRow& row : rows) {
    out.push_back({.name = std::string(row.name),
                   .rule = std::string(row.rule),
                   .expression = std::string(row.expression),
                   .lines = row.lines,
                   .optional = row.optional});
  }
  return out;
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
      .names = copy_of(row.names),
      .value = std::string(row.value),
      .boundary = row.boundary,
      .checksum = std::string(row.checksum),
      .entropy = row.entropy,
      .context = copy_of(row.context),
      .path = std::string(row.path),
      .specificity = row.specificity,
      .placeholders = copy_of(row.placeholders),
      .parts = copy_of(row.parts),
      .joined_severity = row.joined_severity,
  };
}

}  // namespace

std::string parted(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += kPart) {
    if (i > 0) out += kMark;
    out += text.substr(i, kPart);
  }
  return out;
}

std::string joined(std::string_view parts) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); i += kPart + kMark.size()) {
    out += parts.substr(i, kPart);
  }
  return out;
}

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
                   .matching = joined(row.matching),
                   .not_matching = joined(row.not_matching)});
  }
  return all;
}

}  // namespace stanch
