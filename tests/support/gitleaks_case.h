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
  // What gitleaks itself finds, where even that differs (docs/gitleaks.md);
  // "refused": the configuration is a mistake there.
  std::vector<std::string> gitleaks = {"as above"};
};

// The gitleaks on the PATH; empty where there is none.
std::string installed_gitleaks();

// Checks what `detect --no-git` of stanch reports of the case's tree, without
// and with --compat=gitleaks, and that a gitleaks which is installed reports
// what the latter does.
void check_case(const GitleaksCase& one);

}  // namespace stanch
