// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/command_tree.h"

namespace stanch {

// stanch(1) in mdoc(7): every command with its options, the exit codes and the
// environment. What `dir`, `stdin`, `git` and `image` share is told once.
std::string man_page(const CommandEntry& root);

}  // namespace stanch
