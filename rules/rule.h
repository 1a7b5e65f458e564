// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/finding.h"

namespace stanch {

// The bytes that must not stand beside a secret (docs/rules.md, `boundary`).
enum class Boundary { kNone, kAlnum, kWord, kBase64, kBase64Url };

// Of two findings on the same bytes the one of the higher kind stays.
enum class Specificity { kGeneric, kContextual, kExact };

// Whose way of matching a rule is meant for. A rule of a gitleaks configuration
// is matched and judged as gitleaks does it (docs/gitleaks.md).
enum class Dialect { kStanch, kGitleaks };

// Another rule that must match near by for a match to count.
struct RequiredRule {
  std::string id;
  // How far its match may start from this one's; not given: anywhere in the
  // same text. Columns count on one line only.
  std::optional<std::uint32_t> within_lines;
  std::optional<std::uint32_t> within_columns;

  bool operator==(const RequiredRule&) const = default;
};

// Another piece of the same credential: what stands near a match that is
// reported, found by another rule or by an expression.
struct RulePart {
  std::string name;         // "secret access key"
  std::string rule;         // the id of the rule that finds it; or, if empty,
  std::string expression;   // its group 1, or else its match, is the piece
  std::uint32_t lines = 5;  // how far away its first line may be
  bool optional = false;    // the credential is whole without it

  bool operator==(const RulePart&) const = default;
};

// What one kind of credential looks like. Plain data; docs/rules.md says what
// each key means. Expressions are RE2's dialect over Latin-1; trigger
// expressions are Hyperscan's.
struct Rule {
  std::string id;
  std::string title;
  std::string provider;
  Severity severity = Severity::kHigh;
  std::string grants;
  std::string next;
  std::vector<std::string> triggers;             // literals
  std::vector<std::string> trigger_expressions;  // one of both is not empty
  std::string expression;
  int secret_group = -1;  // -1: group 1 if there is one, else the match
  std::uint32_t max_length = 512;  // bytes of the whole match
  // Instead of triggers: each match begins with one of these (expressions), and
  // its secret with the run of a value (rules/run.h).
  std::vector<std::string> names;
  // Occurs in every match, and is quick to look for first; or empty.
  std::string value;
  Boundary boundary = Boundary::kAlnum;
  std::string checksum;              // a name of scanner/checksums.h, or empty
  double entropy = 0;                // bits a byte
  std::vector<std::string> context;  // lower-case words
  std::string path;                  // expression, or empty
  Specificity specificity = Specificity::kExact;
  std::vector<std::string> placeholders;  // expressions over the whole secret
  // Pieces that are reported with it. `severity` is that of a match alone;
  // where all pieces that are not optional are found, it is `joined_severity`.
  std::vector<RulePart> parts;
  Severity joined_severity = Severity::kCritical;
  bool is_custom = false;  // a user's own: what it finds is not doubted

  // Of gitleaks' dialect only. There no trigger is needed, and a rule with a
  // path and no expression finds the file itself.
  Dialect dialect = Dialect::kStanch;
  // Lower case; empty, or one of them stands anywhere in the text, in any case.
  std::vector<std::string> keywords;
  std::vector<std::string> tags;  // copied into findings
  std::vector<RequiredRule> required;
  bool is_component = false;  // never reported by itself, only required

  bool operator==(const Rule&) const = default;
};

// Texts that prove a rule. Kept apart, because a scan does not need them.
struct RuleExamples {
  std::string rule_id;
  std::vector<std::string> matching;      // each holds exactly one secret
  std::vector<std::string> not_matching;  // none

  bool operator==(const RuleExamples&) const = default;
};

// Rules in a fixed order, sorted by id, ids unique.
struct RuleSet {
  std::vector<Rule> rules;
  // Match with the faults of gitleaks that docs/gitleaks.md lists.
  bool like_gitleaks = false;
};

}  // namespace stanch
