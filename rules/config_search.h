// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace stanch {

// An environment variable that names a configuration, or is one.
struct GitleaksVariable {
  std::string_view name;  // "GITLEAKS_CONFIG"
  std::string value;      // empty: not set
  bool is_text = false;
};

// Where to look for a configuration.
struct ConfigSearch {
  std::optional<std::string> option;       // -c PATH
  std::optional<std::string> environment;  // STANCH_CONFIG; empty: not set
  // What is scanned: a folder, or a file in one; empty: the current folder.
  std::string target;
  // The variables of gitleaks and betterleaks, in their order.
  std::vector<GitleaksVariable> gitleaks = {};
};

// The configuration that applies. Without one, path and text are empty.
struct FoundConfig {
  std::string path;
  std::string_view origin;   // in words, for `stanch config show`
  std::string text;          // what stands in it, for parse_config
  bool is_gitleaks = false;  // for load_gitleaks_config instead
};

// The first there is of: the option, the environment, and `.stanch.toml` in the
// target's folder or one above it, up to the root of its repository (the folder
// that holds `.git`); outside a repository only the target's own folder counts.
// Then what gitleaks would read: its variables, and `.betterleaks.toml` or
// `.gitleaks.toml` in the target, where that is a folder. Later ones are not
// looked at. What -c or STANCH_CONFIG name may be of either kind. A file in the
// tree is trusted as the tree is, whoever owns it: containers often scan what
// another user checked out.
//
// Fails with kUsage where the first there is cannot be read, is no file, or is
// larger than 4 MiB.
Result<FoundConfig> find_config(const ConfigSearch& search);

// The bytes of a configuration that another one names; kUsage likewise.
Result<std::string> read_extended_config(const std::string& path);

}  // namespace stanch
