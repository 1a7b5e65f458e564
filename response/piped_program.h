// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "response/call.h"

namespace stanch {

// A program that is given something by its standard input: no shell, nothing
// secret in its arguments or variables. Of ours it inherits what says where
// things are (PATH, HOME, LANG, ...) and no other variable; what it prints goes
// to our standard error.
struct PipedProgram {
  std::vector<std::string> words;  // the program, looked up in PATH; arguments
  std::vector<std::pair<std::string, std::string>> environment = {};
  bool is_silent = false;  // what it prints is dropped
  std::chrono::seconds patience{60};
};

// Its exit code. kDenied where it cannot be run, kUnavailable where it does not
// end in time (it is killed then) or a signal ended it.
Answer<int> run_piped(const PipedProgram& program, std::string_view input);

}  // namespace stanch
