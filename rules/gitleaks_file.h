// SPDX-License-Identifier: Apache-2.0
//
// One configuration of gitleaks (or betterleaks) as it stands in its file:
// nothing extended, nothing applied. docs/gitleaks.md says what each key means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "rules/allow.h"
#include "rules/rule.h"
#include "rules/toml_reader.h"

namespace stanch {

struct GitleaksAllowlist {
  TomlPlace place;
  bool needs_all = false;  // condition = "AND"
  // Its conditions. `rules` holds targetRules.
  Allow conditions;
};

struct GitleaksRule {
  TomlPlace place;
  Rule rule;  // in gitleaks' dialect; may lack an expression and a path
  std::vector<GitleaksAllowlist> allowlists;
};

struct GitleaksFile {
  bool use_default = false;  // [extend]
  std::string extends;       // a path, or empty
  std::vector<std::string> disabled_rules;
  std::vector<GitleaksRule> rules;  // of one id the last
  std::vector<GitleaksAllowlist> allowlists;
  std::vector<std::string> warnings;  // "name:line:column: what is ignored"
};

// kUsage as parse_toml and Mistakes have it: "name:line:column: what".
Result<GitleaksFile> parse_gitleaks_file(std::string_view toml,
                                         std::string_view name);

// Whether a configuration is one of gitleaks', by the keys it has; where these
// do not tell, by the file's name.
bool is_gitleaks_file(std::string_view toml, std::string_view name);

}  // namespace stanch
