// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace stanch {

// All of stanch but the setting up of the process: reads the arguments, runs
// the command they name and returns the exit code. `arguments` as main() gets
// them.
int run_program(int count, const char* const* arguments);

// Every command and option as the parser knows it: "stanch dir", "stanch dir
// --exclude", one a line. The manual must name each.
std::string every_option();

std::string_view version();

}  // namespace stanch
