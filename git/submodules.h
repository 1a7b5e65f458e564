// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/source.h"
#include "odb/layout.h"

namespace stanch {

struct Submodule {
  // Where it is checked out, from the root of the outermost repository; its
  // name where that is not known. '/' between parts.
  std::string path;
  std::string git_dir;  // absolute; find_layout() opens it

  auto operator<=>(const Submodule&) const = default;
};

struct Submodules {
  std::vector<Submodule> present;  // by path; each git dir once
  // Those that are named and were not fetched (kByRule), and folders that could
  // not be read (kUnreadable).
  std::vector<Skipped> skipped;
};

// The submodules of a repository whose history is here: in its folder
// `modules`, also when they are checked out no more, and in its work tree, as
// .gitmodules and the index name them; and theirs in turn. Nothing is run, and
// no path leads out of the work tree.
Submodules find_submodules(const Layout& layout);

}  // namespace stanch
