// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace stanch {

// The value of core.excludesFile in the text of a git configuration file
// (git-config(1), CONFIGURATION FILE), the last one if there are several. `~/`
// is not expanded, `include` is not followed.
std::optional<std::string> find_excludes_file(std::string_view config);

}  // namespace stanch
