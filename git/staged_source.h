// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/result.h"
#include "core/source.h"
#include "git/repository.h"

namespace stanch {

// What the next commit would add: the index against HEAD, or against nothing
// before the first commit; during a merge, what is new against every parent.
// Contents come from the object database, so it is what is staged that counts,
// not what the work tree holds; filters and attributes play no part.
//
// One task for each changed blob. Fresh are the lines that git would print with
// a '+'; a renamed file's only where it was edited as well. Where the older
// blob cannot be read (a partial clone) the whole newer one is fresh.
// Origin "staged", path from the root, attribute {"blob", id}.
//
// Skipped: unmerged paths (kByRule: git does not commit them), blobs that
// cannot be read or are 4 GiB and longer (kUnreadable).
//
// The comparison is made here; kUnreadable where the index, HEAD or a tree
// cannot be read. Borrows the repository.
Result<std::unique_ptr<Source>> open_staged(const Repository& repository);

}  // namespace stanch
