// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/sink.h"
#include "odb/layout.h"

namespace stanch {

// What reports say of a repository: read from its configuration, HEAD and the
// ref that it is. What cannot be read stays empty: nothing that is scanned
// depends on it.
RepositoryNote note_of(const Layout& layout);

// The page of a repository whose remote has this address, as its forge has it:
// "https://github.com/owner/name" of "git@github.com:owner/name.git". Without
// user, password and port of ssh. Empty for an address of no web server.
std::string web_page(std::string_view address);

// "github", "gitlab", "bitbucket", "gitea" or "azuredevops" by the page's host;
// empty where that does not tell.
std::string forge_of(std::string_view page);

}  // namespace stanch
