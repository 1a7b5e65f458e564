// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/source.h"
#include "git/index_file.h"
#include "git/repository.h"

namespace stanch {

struct Untracked {
  std::vector<std::string> files;  // paths from the root; anything but folders
  std::vector<Skipped> skipped;    // unreadable folders, inner repositories
};

// Walks the work tree for what the index does not hold and no ignore file
// names (.gitignore, info/exclude, core.excludesFile). Links are not followed.
Untracked find_untracked(const Repository& repository, const IndexFile& index);

}  // namespace stanch
