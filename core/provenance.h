// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace stanch {

// Where bytes came from. Owns its strings; a Blob lends it for one call and a
// Finding keeps a copy.
struct Provenance {
  // The kind of source: "file", "stdin", "staged", "worktree", ...
  std::string origin;
  // As the user would name it: relative to the repository for git, as walked
  // for folders; '/' between parts, any bytes but NUL.
  std::string path;
  // What else the source knows, in a fixed order: {"blob", "8ab3..."}.
  std::vector<std::pair<std::string, std::string>> attributes;

  bool operator==(const Provenance&) const = default;
};

}  // namespace stanch
