// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace stanch {

// One response by the program to a value that it is given by standard input,
// at the test's own OpenBao, looked at all the while (SecrecyWatch).
struct WatchedFlow {
  std::string target;  // the lines of [[respond.target]]
  std::string action;
  std::string leaked;
  std::vector<std::string> hidden = {};  // pieces of it, of many lines
  std::string settings = {};             // lines of [respond]
  std::vector<std::string> options = {};

  // Checks that it was proven dead and that no value was seen. What it said;
  // `fresh` gives the value that came of it.
  std::string run(const std::function<std::string()>& fresh = nullptr) const;
};

}  // namespace stanch
