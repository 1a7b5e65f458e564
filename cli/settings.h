// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"
#include "rules/config.h"
#include "rules/config_search.h"
#include "rules/rule.h"

namespace stanch {

// The configuration that applies, and the rules it makes.
struct Settings {
  FoundConfig found;
  Config config;
  RuleSet rules;
};

// `option` is -c, empty when it was not given; `target` is what is scanned.
Result<Settings> load_settings(const std::string& option,
                               const std::string& target);

// The bytes of a file that the user named (kUsage), or of standard input for
// "-" (kUnreadable).
Result<std::string> read_text(const std::string& path);

}  // namespace stanch
