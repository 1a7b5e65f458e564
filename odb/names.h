// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace stanch {

// Calls visit(name) for everything in a folder, "." and ".." too, in no order.
// False where the folder cannot be read to its end: errno says why.
bool each_name(const std::string& folder,
               const std::function<void(std::string_view)>& visit);

}  // namespace stanch
