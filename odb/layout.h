// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "odb/object_id.h"

namespace stanch {

// Where a repository keeps its things (gitrepository-layout(5)). Found without
// libgit2, which cannot open SHA-256 repositories and takes 4 ms to start.
struct Layout {
  std::string git_dir;     // of this work tree: HEAD, index, its reflog
  std::string common_dir;  // shared by linked work trees: refs, objects
  std::string work_tree;   // empty: bare
  // The object folders, this repository's first, then its alternates and
  // theirs, each once, in git's order.
  std::vector<std::string> object_dirs;
  // Alternates that are named and cannot be read: "path: reason".
  std::vector<std::string> problems;
  HashKind hash = HashKind::kSha1;
  // Some objects were left with a promisor remote (a partial clone).
  bool partial = false;
  // Commits whose parents were not fetched; empty unless a shallow clone.
  std::vector<ObjectId> shallow;
  // Refs are in the reftable format, which is not read.
  bool reftable = false;
};

// Finds the repository as git does: in that folder or the nearest one above it
// (a work tree, a linked one, a submodule, a `.git`, a bare repository); with
// no path, what GIT_DIR names (with GIT_COMMON_DIR, GIT_OBJECT_DIRECTORY and
// GIT_ALTERNATE_OBJECT_DIRECTORIES), else from the current folder upward.
// Nothing of the repository is run and nothing is written, so whose it is does
// not matter.
//
// kUsage: there is none. kUnreadable: it is there and cannot be read, or has a
// format that is not known (core.repositoryFormatVersion, extensions.*).
Result<Layout> find_layout(std::string_view path = {});

}  // namespace stanch
