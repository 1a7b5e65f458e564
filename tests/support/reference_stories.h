// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tests/support/repo_builder.h"

namespace stanch {

// The stories of the secrets of a repository (secrets_in), the slow and obvious
// way: git lists every file of every commit, and what is asked for is looked
// for among these. One line each, sorted:
//
//   leak <secret> <path> first=<id> last=<id> removed=<id> open=<0> head=<0>
//        reach=<word> versions=<n> blob=<id>
//   secret <secret> first=... reach=<word> refs=<name>,<name>
//   message <secret> <id> reach=<word> refs=...
//   stray <secret> <path> <blob> reach=<word> refs=...
//
// With `selected`, only commits reachable from these refs.
std::vector<std::string> reference_stories(
    const RepoBuilder& repo, const std::vector<std::string>& selected = {});

}  // namespace stanch
