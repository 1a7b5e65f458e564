// SPDX-License-Identifier: Apache-2.0
//
// Scripts that teach a shell to complete what is typed after `stanch`. They are
// made of the tree of commands alone; ids of rules are asked of the program
// when one is completed.
#pragma once

#include <string>

#include "cli/command_tree.h"

namespace stanch {

// For bash 4.4 and later; it does not need the package bash-completion.
std::string bash_completion(const CommandEntry& root);
// For zsh 5, as the file _stanch in a folder of $fpath, or sourced.
std::string zsh_completion(const CommandEntry& root);
// For fish 3.
std::string fish_completion(const CommandEntry& root);

// What can stand in the place of an option's value or of an argument.
enum class ValueKind { kNone, kFiles, kFolders, kWords, kRules };

ValueKind kind_of(const OptionEntry& option);

// In single quotes, as every sh takes it.
std::string shell_quoted(const std::string& text);

}  // namespace stanch
