// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "rules/allow.h"
#include "rules/rule.h"

namespace stanch {

// What a configuration of gitleaks comes to.
struct GitleaksConfig {
  RuleSet rules;
  std::vector<Allow> allows;
  bool uses_builtin = false;          // stanch's rules stand in for gitleaks'
  std::vector<std::string> warnings;  // one line each
};

struct GitleaksOptions {
  bool like_gitleaks = false;  // its faults too (docs/gitleaks.md)
  // What is scanned, where that are files rather than commits; else empty.
  std::string folder;
  // The bytes of a file that is extended; kUsage where it cannot be read.
  std::function<Result<std::string>(const std::string& path)> read;
};

// Reads the text of a configuration, and what it extends: at most two files
// deep, as gitleaks does. Where a file extends gitleaks' own rules, `builtin`
// stand in for them. kUsage with file, line and column, or the rule's id.
Result<GitleaksConfig> load_gitleaks_config(std::string_view toml,
                                            const std::string& name,
                                            RuleSet builtin,
                                            const GitleaksOptions& options);

}  // namespace stanch
