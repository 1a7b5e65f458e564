// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace stanch {

// One [[allow]] of a configuration: a finding is dropped when everything that
// is given here holds. At least one of the conditions is given.
struct Allow {
  std::vector<std::string> rules;         // rule ids; empty: any rule
  std::vector<std::string> paths;         // RE2, unanchored; one must match
  std::vector<std::string> values;        // RE2, unanchored, on the secret
  std::vector<std::string> fingerprints;  // see core/secret.h
  std::string reason;                     // why it is no leak; needed
};

}  // namespace stanch
