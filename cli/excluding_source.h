// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/source.h"

namespace stanch {

// The same source without the paths that the lines of a gitignore file name,
// for sources that cannot leave them out themselves.
std::unique_ptr<Source> excluding(std::unique_ptr<Source> source,
                                  const std::vector<std::string>& lines);

}  // namespace stanch
