// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"

namespace stanch {

// Hooks for every repository of this user: a folder that core.hooksPath names
// in their own configuration of git. git then looks nowhere else, so the folder
// has a script for each hook there is, which runs the repository's own; those
// of pre-commit and pre-push ask stanch besides. Where the user has such a
// folder already, stanch's two hooks go into it and chain what stands there.
//
// Both say in one line what was done.
Result<std::string> install_global_hooks();
Result<std::string> remove_global_hooks();

}  // namespace stanch
