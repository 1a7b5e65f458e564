// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "files/gitignore.h"

namespace stanch {

// One ignore file in force, and the one that is asked when it says nothing.
struct IgnoreLevel {
  const IgnoreLevel* parent = nullptr;
  IgnoreFile lines;
  // Length of the absolute path, with its '/', of the folder that the lines
  // speak about.
  std::size_t base = 0;
};

// Which ignore files of a repository apply to a folder, in git's order:
// .gitignore from the folder up to the repository's root, then
// .git/info/exclude, then the file that core.excludesFile names (looked for in
// /etc/gitconfig, git's two files of the user, and the repository's own;
// `include` is not followed). A repository inside another one has its own
// rules alone. As with git, a .gitignore that is a symbolic link does not
// count; a file that cannot be read leaves more to be scanned, not less.
//
// Owns the levels it hands out; they live as long as it does. Any thread may
// call any function. All folders are absolute paths without symbolic links.
class IgnoreRules {
 public:
  // Reads the user's git configuration.
  IgnoreRules();

  // The rules that apply in the folder above `folder`: none when no repository
  // holds it, or when git would ignore `folder` itself or never look at it.
  const IgnoreLevel* above(const std::string& folder);

  // The rules inside `folder`, given those of the folder above it and whether
  // it has entries called `.git` and `.gitignore`.
  const IgnoreLevel* inside(const std::string& folder, const IgnoreLevel* above,
                            bool has_git, bool has_gitignore);

 private:
  const IgnoreLevel* repository(const std::string& folder);
  const IgnoreLevel* add(const IgnoreLevel* parent, std::string_view text,
                         std::size_t base);

  std::string user_excludes_;  // a path, or empty
  std::mutex mutex_;
  std::deque<IgnoreLevel> levels_;  // guarded by mutex_; never moved
};

// Whether git ignores `path`, which is absolute and lies in a folder to which
// `level` applies and which is not ignored itself.
bool is_ignored(const IgnoreLevel* level, std::string_view path,
                bool is_folder);

}  // namespace stanch
