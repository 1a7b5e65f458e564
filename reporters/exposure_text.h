// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/finding.h"

namespace stanch {

// The story of a secret as labelled lines for a person:
//   since    2024-01-02, 1a2b3c4d5e6f by A U Thor: add settings
//   until    2024-03-01, 5e6f7a8b9c0d by A U Thor: remove settings
//   exposed  59 days, in 3 versions
//   refs     refs/heads/main, refs/tags/v1 and 12 more
// Nothing in it is fit for a terminal until it passed printable().
std::vector<std::pair<std::string, std::string>> exposure_lines(
    const Exposure& exposure);

}  // namespace stanch
