// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/source.h"

namespace stanch {

// Whether a path is named by the lines of a gitignore file. Null for no lines.
std::function<bool(std::string_view path)> excluded_paths(
    const std::vector<std::string>& lines);

// The same source without the paths that the lines of a gitignore file name,
// for sources that cannot leave them out themselves.
std::unique_ptr<Source> excluding(std::unique_ptr<Source> source,
                                  const std::vector<std::string>& lines);

}  // namespace stanch
