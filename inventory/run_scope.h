// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// One thing that a run looks at, and what it is called in the inventory.
struct ScanRoot {
  // The folder or file that was scanned, absolute and normal. Empty for what is
  // not on the disk: paths of findings then stay as they are.
  std::string folder;
  // "github.com/acme/billing", or the absolute folder where the repository has
  // no address; an image's name. The same name is the same repository.
  std::string repository;
  // The folder that paths in the inventory count from; `folder` is in it.
  std::string top;
};

// What a run looks at: by it places are named, and known to be gone.
struct RunScope {
  std::string source;  // "dir", "git", "staged", "worktree", "image", "stdin"
  std::vector<ScanRoot> roots;
  // Everything that the source holds there is looked at. A part of it (a range
  // of commits, some rules only) says nothing of what it does not find.
  bool is_whole = false;
};

// A path of a finding, as the inventory names it.
struct NamedPath {
  std::string repository;
  std::string path;
};
NamedPath name_path(const RunScope& scope, std::string_view path);

// `folder` relative to `top`, without a slash at its end; empty where they are
// the same.
std::string path_below(std::string_view top, std::string_view folder);

}  // namespace stanch
