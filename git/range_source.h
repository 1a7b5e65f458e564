// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "core/result.h"
#include "core/source.h"
#include "git/commit_choice.h"
#include "git/refs.h"
#include "odb/object_store.h"

namespace stanch {

struct RangeOptions {
  CommitChoice choice;
  std::int64_t now = 0;  // for dates like "2 weeks ago"; seconds since 1970
  // Objects that a partial clone did not fetch are no failure.
  bool allow_missing = false;
};

// What the chosen commits added. Each file that a commit changed is lent as a
// whole; fresh are the lines that none of its parents has, as git prints them
// with a '+': of a merge only what came with the merge itself, but all that it
// brought where only first parents are followed. A renamed file's are those
// that were edited as well. A first commit is fresh as a whole.
// Origin "commit", path from the root, attributes commit, author, email, date
// (the author's, ISO 8601) and blob.
//
// Skipped kUnreadable: a blob, a tree or a commit that cannot be read (kByRule
// where it was left with a promisor remote and allow_missing), a blob of 4 GiB
// and longer. Where the older blob cannot be read all of the newer is fresh.
//
// The commits are chosen here. Errors are those of resolve() and
// select_commits(); and kUnreadable where a shallow clone was cut off before
// the range, the date or the number of commits was reached: the commit at the
// cut cannot be told from all that came before it. With no such limit it is
// taken as a first commit, and this is said (Skipped kByRule).
//
// Memory: 33 bytes for each chosen commit, and for each thread the files of one
// commit and an ObjectReader. Borrows the store.
Result<std::unique_ptr<Source>> open_range(const ObjectStore& store,
                                           const Refs& refs,
                                           RangeOptions options);

}  // namespace stanch
