// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/ci_environment.h"
#include "core/result.h"
#include "git/commit_choice.h"

namespace stanch {

// The commits of a plan of scope kCommits in the repository of that folder
// (empty: the current one), by their ids: what follows never reads a name that
// somebody else chose. Where the repository is whole and has none of the bases,
// all that the head reaches.
//
// kUnreadable: the head is not in this clone, or none of the bases is and the
// clone is shallow. The message says what to set.
Result<CommitChoice> commits_of(const CiPlan& plan,
                                const std::string& repository);

}  // namespace stanch
