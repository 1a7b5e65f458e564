// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "odb/object_store.h"

namespace stanch {

// How many commits deep a shallow clone is below HEAD: the number that `git
// clone --depth` made it with, unless it was deepened since. Nothing where no
// way from HEAD ends at a commit whose parents were not fetched.
std::optional<std::uint64_t> shallow_depth(const ObjectStore& store);

}  // namespace stanch
