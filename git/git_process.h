// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace stanch {

// One run of the `git` program of this machine, found by PATH and started
// without a shell. Its input and output are /dev/null; passwords are asked for
// on the terminal, if there is one. What a GIT_* variable says of the
// repository we were started in (GIT_DIR, ...) does not reach it, nor does any
// STANCH_* one.
struct GitProcess {
  std::vector<std::string> arguments;  // without "git"
  // Added to the environment; they replace what has the same name.
  std::vector<std::pair<std::string, std::string>> environment;
  // Somebody watches the terminal and can answer there. Otherwise git may ask
  // for nothing, and is a group of processes that is ended as a whole.
  bool is_watched = false;
  // Handed what git says on its error stream, as it comes, without anything
  // that moves a cursor but '\r'. May be empty.
  std::function<void(std::string_view)> progress;
  // Ends git when it turns true; may be null. Borrowed.
  const std::atomic<bool>* interrupted = nullptr;

  struct Outcome {
    int status = 0;  // as exited; 128 and the signal's number when killed
    bool interrupted = false;
    // The last line that git said, "fatal: " taken off.
    std::string last_words;
  };
  // kUnreadable: there is no git, or it cannot be started.
  Result<Outcome> run() const;
};

}  // namespace stanch
