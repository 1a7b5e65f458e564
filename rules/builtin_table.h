// SPDX-License-Identifier: Apache-2.0
//
// The form in which rules/compile writes rules into a C++ file: constants that
// need no work before main() and no memory of their own.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/rule.h"

namespace stanch {

using TextList = std::span<const std::string_view>;

// A RulePart, member by member.
struct PartRow {
  std::string_view name;
  std::string_view rule;
  std::string_view expression;
  std::uint32_t lines;
  bool optional;
};

// A Rule, member by member.
struct RuleRow {
  std::string_view id;
  std::string_view title;
  std::string_view provider;
  Severity severity;
  std::string_view grants;
  std::string_view next;
  TextList triggers;
  TextList trigger_expressions;
  std::string_view expression;
  int secret_group;
  std::uint32_t max_length;
  TextList names;
  std::string_view value;
  Boundary boundary;
  std::string_view checksum;
  double entropy;
  TextList context;
  std::string_view path;
  Specificity specificity;
  TextList placeholders;
  std::span<const PartRow> parts;
  Severity joined_severity;
};

// The texts of examples stand in the program in parts, so that no token is
// whole in it and other scanners do not take the program for a leak.
std::string parted(std::string_view text);
std::string joined(std::string_view parts);

// A RuleExamples, its texts parted. A table of its own, so that a scan never
// touches its pages.
struct ExamplesRow {
  std::string_view rule_id;
  TextList matching;
  TextList not_matching;
};

// Both sorted by rule id, ids unique.
struct RuleTable {
  std::span<const RuleRow> rules;
  std::span<const ExamplesRow> examples;
};

RuleSet rules_of(const RuleTable& table);
std::vector<RuleExamples> examples_of(const RuleTable& table);

}  // namespace stanch
