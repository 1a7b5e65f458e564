// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace stanch {

// While it lives, `home` is where this process, and the git that it starts,
// look for the user's configuration, and no GIT_* variable is set.
class GitEnvironment {
 public:
  explicit GitEnvironment(const std::filesystem::path& home);
  ~GitEnvironment();
  GitEnvironment(const GitEnvironment&) = delete;
  GitEnvironment& operator=(const GitEnvironment&) = delete;

 private:
  std::vector<std::pair<std::string, std::optional<std::string>>> before_;
};

// What `git -C folder ARGUMENTS` (for a shell) prints.
std::string git_output(const std::filesystem::path& folder,
                       const std::string& arguments);

}  // namespace stanch
