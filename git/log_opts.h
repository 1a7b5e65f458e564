// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/result.h"
#include "git/commit_choice.h"

namespace stanch {

// What gitleaks' --log-opts hands to `git log`, as far as it chooses commits or
// paths: revisions and ranges, --all, --branches, --tags, --remotes, --since
// and --after, --until and --before, --max-count=N, -n N, -N, --first-parent,
// --no-merges, and paths behind `--`. As for git, the start is HEAD where none
// is named. --full-history, -p and -U change nothing and are taken.
//
// Words are split at blanks; quotes and backslashes hold them together as in a
// shell. kUsage names the word that is not known, and the nearest that is.
Result<CommitChoice> parse_log_opts(std::string_view text);

}  // namespace stanch
