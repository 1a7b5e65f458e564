// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/result.h"

namespace stanch {

// A repository's own folder, and the one that its .git was found in; that is
// empty where the folder itself was come upon.
struct FoundRepository {
  std::filesystem::path git_dir;
  std::filesystem::path work_tree;
};

// The nearest repository at or above a folder, as git looks for it: not beyond
// GIT_CEILING_DIRECTORIES, nor on another disk. kUsage: there is none.
Result<FoundRepository> search_repository(const std::string& path);

// What a ".git" is: a repository itself, or a file that names one. Nothing
// where it is neither. kUnreadable: it names what is none.
Result<std::optional<std::filesystem::path>> follow_git_dir(
    const std::filesystem::path& dot_git);

// What linked work trees share.
std::filesystem::path common_dir_of(const std::filesystem::path& git_dir);

// The text of a small file without its line ends.
std::optional<std::string> read_line(const std::filesystem::path& file);

// Without "..", links resolved as far as there is something.
std::filesystem::path normal(const std::filesystem::path& path);

}  // namespace stanch
