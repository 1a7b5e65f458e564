// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// The object folders that a repository reads (gitrepository-layout(5),
// objects/info/alternates): `objects` and those of the list `more` (paths with
// ':' between them, as in GIT_ALTERNATE_OBJECT_DIRECTORIES, relative to the
// current folder), each with its alternates directly after it, up to six
// levels deep as in git. Each once. What is named and is no folder is added to
// `problems`: "path: reason". objects/info/http-alternates is not for readers.
std::vector<std::string> object_folders(const std::string& objects,
                                        std::string_view more,
                                        std::vector<std::string>& problems);

}  // namespace stanch
