// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace stanch {

// A small tree with a `.gitleaks.toml` and what must be found in it.
struct GitleaksCase {
  std::string name;
  std::string config;
  std::map<std::string, std::string> files;
  // "RULE FILE:LINE SECRET", sorted; LINE is where the match starts.
  std::vector<std::string> expected;
  // The same under --compat=gitleaks, where that differs.
  std::vector<std::string> compat = {"as above"};
};

// What `stanch detect --no-git` reports of the case's tree in gitleaks' JSON,
// in the same form. Throws where the run ends in an error.
std::vector<std::string> findings_of(const GitleaksCase& one, bool compat);

// Checks both ways.
void check_case(const GitleaksCase& one);

}  // namespace stanch
