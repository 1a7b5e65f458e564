// SPDX-License-Identifier: Apache-2.0
//
// The inside of RuleDatabase, for the .cc files of this folder and the
// reference scanner of the tests. Hyperscan and RE2 are only named.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scanner/checksums.h"
#include "scanner/rule_database.h"
#include "scanner/triggers.h"
#include "scanner/unbound.h"

namespace re2 {
class RE2;
}

namespace stanch {

struct FreeExpression {
  void operator()(re2::RE2* expression) const;
};
using Expression = std::unique_ptr<re2::RE2, FreeExpression>;

// Whether an expression names characters beyond ASCII, or a class of them.
bool is_of_characters(std::string_view source);

// RE2 over Latin-1: a byte is a character, so binary data needs no rule of its
// own. An expression of characters is UTF-8, as is then the text that it
// matches. kUsage with the position (from 1) where the expression goes
// wrong.
Result<Expression> compile_expression(std::string_view source);

// Whether `expression` matches somewhere in `text`.
bool occurs(const Expression& expression, std::string_view text);

struct CompiledRule {
  Expression expression;           // null where the rule has none
  Expression value;                // null: nothing to look for first
  std::vector<std::string> heads;  // heads_of(), if a match has one
  int group = 0;
  bool as_gitleaks = false;  // which groups count: scanner/extraction.cc
  Expression path;           // null: any path
  std::vector<Expression> placeholders;
  Checksum checksum = nullptr;    // null: none
  std::vector<Expression> parts;  // null where another rule finds the part
};

struct LazyRule {
  std::once_flag once;
  CompiledRule rule;  // null expression where it does not compile
  std::optional<Error> error;
};

struct CompiledAllow {
  std::vector<std::string> rules;
  std::vector<Expression> paths;
  std::string folder;
  std::vector<std::string> commits;
  std::vector<Expression> values;
  AllowTarget target = AllowTarget::kSecret;
  std::vector<std::string> stopwords;
  std::vector<std::string> fingerprints;
  // Whether it kept a match quiet so far; any thread sets it.
  mutable std::atomic<bool> used = false;
};

struct TriggerSet {
  TriggerDatabase database;
  // By trigger id: the rules whose expression may match round a hit.
  std::vector<std::vector<std::uint32_t>> woken_by;
  std::size_t widest = 0;  // widest_match()
};

struct RuleDatabase::Impl {
  std::vector<Rule> rules;
  std::unique_ptr<LazyRule[]> lazy_rules;
  std::deque<CompiledAllow> allows;  // which cannot be moved
  std::vector<TriggerSet> triggers;  // at most two: built-in, custom
  std::vector<TriggerSet> run_triggers;
  std::vector<TriggerSet> names;  // of Rule::names

  RuleCosts* costs = nullptr;  // null: nobody asks
  // Rules that are not found round triggers alone (scanner/unbound.h).
  UnboundRules unbound;

  // Compiles the rule on first use; safe from any thread. The expression is
  // null where it does not compile: check() says why.
  const CompiledRule& compiled(std::size_t rule) const;
};

}  // namespace stanch
