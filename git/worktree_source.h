// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

#include "core/result.h"
#include "core/source.h"
#include "git/repository.h"

namespace stanch {

struct WorktreeOptions {
  // Longer files are lent window by window, all fresh. Bytes; each thread holds
  // one window and, for shorter files, the committed version.
  std::size_t window = std::size_t{64} << 20;
  // How much of each window its neighbours see too: at least the longest match
  // (RuleDatabase::longest_match()), at most a third of the window.
  std::size_t overlap = std::size_t{64} << 10;
};

// What is on disk and in no commit: tracked files that differ from HEAD, and
// untracked files that are not ignored. Fresh are the lines that HEAD's version
// lacks, white space at line ends aside (so that checked-out CRLF is not new);
// all of an untracked file. A link is its target. One task for each file.
// Origin "worktree", path from the root.
//
// Skipped kByRule: repositories inside this one, FIFOs, sockets, devices.
// Skipped kUnreadable: what cannot be read, vanished, or shrank meanwhile.
//
// The comparison is made here, with libgit2. kUsage: the repository is bare.
// kUnreadable: the index or HEAD cannot be read. Borrows the repository.
Result<std::unique_ptr<Source>> open_worktree(const Repository& repository,
                                              WorktreeOptions options = {});

}  // namespace stanch
