// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "odb/layout.h"
#include "odb/object_id.h"

namespace stanch {

// Reads the reflogs of all refs and of all work trees (gitrepository-layout(5),
// "logs"), and calls take(ref, id) for every id in them but that of zeros; what
// a ref was before its first line as well. An id may come often. Logs that
// cannot be read are problems, "logs/refs/heads/x: reason".
void read_reflogs(
    const Layout& layout,
    const std::function<void(std::string_view, const ObjectId&)>& take,
    std::vector<std::string>& problems);

}  // namespace stanch
