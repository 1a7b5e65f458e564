// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace stanch {

// As the exec functions take arguments and environments. Borrows the strings.
std::vector<char*> null_ended(std::vector<std::string>& strings);

// How a process ended and what it said.
struct Outcome {
  int exit = -1;   // exit code, or -1 when a signal ended it
  int signal = 0;  // that signal
  std::string out;
  std::string err;
};

// One run of the program under test (STANCH_PROGRAM), as a user runs it. The
// environment is the test's own without what would change a run (STANCH_*,
// GIT_*, colours).
struct Command {
  std::vector<std::string> arguments;
  std::string folder;  // where it runs; empty: here
  std::optional<std::string> input = std::nullopt;  // else /dev/null
  std::map<std::string, std::string> environment = {};
  bool as_nobody = false;  // runs as user 65534; only root can ask for it
  // Where standard output goes instead: a path opened for writing.
  std::string output_file = {};
  bool closed_output = false;  // its reader is gone from the start
  // Told the process id once it runs; then its input is closed.
  std::function<void(pid_t)> meanwhile = {};
  std::string program = {};  // another one, by its path

  Outcome run() const;
};

// The usual case.
Outcome run_stanch(std::vector<std::string> arguments, std::string folder);

}  // namespace stanch
