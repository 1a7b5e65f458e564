// SPDX-License-Identifier: Apache-2.0
#include "git/hooks_folder.h"

#include <filesystem>

#include "git/libgit2.h"

namespace stanch {

Result<std::string> hooks_folder(const Repository& repository) {
  namespace fs = std::filesystem;
  using ConfigPtr = LibgitPtr<git_config, git_config_free>;
  git_repository* handle = repository.impl().repository.get();
  auto config = make_libgit<ConfigPtr>(git_repository_config_snapshot, handle);
  if (!config) {
    return fail(ErrorKind::kUnreadable,
                "cannot read the configuration of git: " + libgit_message());
  }
  git_buf named = GIT_BUF_INIT;
  int code = git_config_get_path(&named, config.get(), "core.hookspath");
  fs::path folder = code == 0 ? named.ptr : "";
  git_buf_dispose(&named);
  if (folder.empty()) {
    folder = fs::path(git_repository_commondir(handle)) / "hooks";
  } else if (folder.is_relative()) {
    // From where git runs hooks: the top of the work tree.
    std::string top = repository.work_tree();
    folder = fs::path(top.empty() ? git_repository_path(handle) : top) / folder;
  }
  return folder.lexically_normal().string();
}

}  // namespace stanch
