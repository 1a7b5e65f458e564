// SPDX-License-Identifier: Apache-2.0
//
// Rules of gitleaks' dialect need no trigger, their matches have no limit, and
// a keyword may stand far from them. Most can still be found round triggers:
// those whose matches have a limit and always contain one of certain texts.
// The others are *unbound*: their expression runs over the whole text, if one
// of their keywords stands in it.
#pragma once

#include <cstdint>
#include <vector>

#include "rules/rule.h"

namespace stanch {

struct UnboundRules {
  std::vector<bool> whole;            // by rule: runs over whole texts
  std::vector<std::uint32_t> always;  // of these, those that nothing wakes
  std::vector<std::uint32_t> files;   // that find a file by its path
  bool any_whole = false;
  bool any_required = false;
  bool any_component = false;
  bool like_gitleaks = false;  // its faults too: --compat=gitleaks
};

// Gives the rules of gitleaks' dialect their triggers and the length of their
// longest match, and says which of them are unbound.
UnboundRules bind_rules(std::vector<Rule>& rules);

}  // namespace stanch
