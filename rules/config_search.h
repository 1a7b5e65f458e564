// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace stanch {

// Where to look for a configuration.
struct ConfigSearch {
  std::optional<std::string> option;       // -c PATH
  std::optional<std::string> environment;  // STANCH_CONFIG; empty: not set
  // What is scanned: a folder, or a file in one; empty: the current folder.
  std::string target;
};

// The configuration that applies. Without one, path and text are empty.
struct FoundConfig {
  std::string path;
  std::string_view origin;  // in words, for `stanch config show`
  std::string text;         // what stands in it, for parse_config
};

// The first there is of: the option, the environment, and `.stanch.toml` in the
// target's folder or one above it, up to the root of its repository (the folder
// that holds `.git`); outside a repository only the target's own folder counts.
// Later ones are not looked at. A file in the tree is trusted as the tree is,
// whoever owns it: containers often scan what another user checked out.
//
// Fails with kUsage where the first there is cannot be read, is no file, or is
// larger than 4 MiB.
Result<FoundConfig> find_config(const ConfigSearch& search);

}  // namespace stanch
