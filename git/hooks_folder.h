// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/result.h"
#include "git/repository.h"

namespace stanch {

// The folder whose hooks git runs in a repository (githooks(5)): the one that
// core.hooksPath names, in any of its configuration files (includeIf counts),
// else `hooks` in the folder that its work trees share. Absolute; it need not
// exist. kUnreadable: the configuration cannot be read.
Result<std::string> hooks_folder(const Repository& repository);

// The folder that the user's own configuration names for every repository
// (core.hooksPath in ~/.gitconfig and its like); empty where it names none.
Result<std::string> global_hooks_folder();

// Names it there, by `git config --global`; empty takes the name away.
Result<void> set_global_hooks_folder(const std::string& folder);

}  // namespace stanch
