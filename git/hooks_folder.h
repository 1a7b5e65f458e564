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

}  // namespace stanch
