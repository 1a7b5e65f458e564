// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "rules/allow.h"
#include "rules/rule.h"

namespace stanch {

class RuleCosts;

// Compiles what RuleDatabase compiles lazily of one rule, to say now what is
// wrong with it: kUsage with the rule's id, the key, the position and the
// reason. A rule that a user wrote is checked before it is scanned with, for a
// rule that does not compile finds nothing.
Result<void> check_rule(const Rule& rule);

// Rules made ready to scan: one Hyperscan database of all triggers, and each
// rule's expression, compiled the first time that one of its triggers occurs.
// Immutable to its users and shared by all threads; it must outlive the
// scanners that borrow it.
class RuleDatabase {
 public:
  // Fails (kUsage) with the rule's id and the position in the expression where
  // a trigger does not compile. Expressions are compiled lazily; check() does
  // it now.
  static Result<RuleDatabase> compile(RuleSet rules,
                                      const std::vector<Allow>& allows = {});

  RuleDatabase(RuleDatabase&&) noexcept;
  RuleDatabase& operator=(RuleDatabase&&) noexcept;
  ~RuleDatabase();

  std::span<const Rule> rules() const;

  // check_rule for every rule; the first that fails.
  Result<void> check() const;

  // The most bytes that any rule's match may have: what a window must overlap.
  std::size_t longest_match() const;

  // The most bytes that the match of a trigger may have that may be anywhere;
  // SIZE_MAX where a custom rule sets no limit, or where texts must be seen
  // whole.
  std::size_t widest_trigger() const;
  // The same of one that is in a run.
  std::size_t widest_run_trigger() const;
  // How far before its end the bytes begin on which a hit in a run, or at one
  // with a name before it, depends; 0 where there can be none.
  std::size_t run_reach() const;

  // Has the scans from now on count what each rule costs; that is slow.
  // `costs` must outlive them.
  void measure(RuleCosts& costs);

  // Whether what is found in one place depends on all of the text: rules whose
  // expression runs over whole texts (scanner/unbound.h), or that require
  // another rule.
  bool needs_whole_texts() const;

  // The ids of rules that nothing wakes: their expressions run over every text.
  std::vector<std::string_view> costly_rules() const;

  // By the order of the allowlists: whether it kept a match quiet so far.
  std::vector<bool> used_allows() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit RuleDatabase(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace stanch
