// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/source.h"
#include "git/range_source.h"
#include "tests/support/repo_builder.h"

namespace stanch {

// {commit, path} and the bytes that it added there.
using Added = std::map<std::pair<std::string, std::string>, std::string>;

struct RangeRecording {
  Added added;
  std::vector<Provenance> provenances;
  std::vector<Skipped> skipped;  // sorted
};

// Runs a source on this thread.
RangeRecording record_range(Source& source);

// What open_range() makes of words for parse_log_opts(); throws on an error.
RangeRecording record_range(const std::string& path, std::string_view words,
                            bool allow_missing = false);

// What `git log` with these words prints after a '+'; of merges, what has one
// for each parent.
Added as_git_log_says(const RepoBuilder& repo, std::string_view words);

}  // namespace stanch
