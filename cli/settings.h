// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

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
  std::vector<Allow> expired;  // do not count any more
};

// The owner of allow entries that no file has.
inline constexpr std::string_view kStanchItself = "stanch";

struct SettingsQuery {
  std::string option;                  // -c, empty when it was not given
  std::string target;                  // what is scanned
  bool like_gitleaks = false;          // --compat=gitleaks
  bool scans_files = false;            // rather than a repository
  std::vector<std::string> only = {};  // rule ids; empty: all
};

// kUsage for what is wrong with the configuration. What merely does not count
// in it is in Config::warnings, for the caller to say.
Result<Settings> load_settings(const SettingsQuery& query);

// The bytes of a file that the user named (kUsage), or of standard input for
// "-" (kUnreadable).
Result<std::string> read_text(const std::string& path);

}  // namespace stanch
