// SPDX-License-Identifier: Apache-2.0
//
// What a scan looks at, in the words of the inventory.
#pragma once

#include <string>
#include <string_view>

#include "cli/git_target.h"
#include "cli/sources.h"
#include "inventory/run_scope.h"

namespace stanch {

RunScope directory_scope(const DirectoryChoice& choice);
RunScope git_scope(const GitChoice& choice);
RunScope stream_scope();

// "github.com/acme/billing" of "git@github.com:acme/billing.git" and of
// "https://ada:token@github.com/acme/billing/": no user, no way of access.
std::string repository_name(std::string_view address);

}  // namespace stanch
