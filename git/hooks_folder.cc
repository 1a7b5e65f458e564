// SPDX-License-Identifier: Apache-2.0
#include "git/hooks_folder.h"

#include <filesystem>
#include <vector>

#include "git/git_process.h"
#include "git/libgit2.h"

namespace stanch {
namespace {

using ConfigPtr = LibgitPtr<git_config, git_config_free>;

std::string hooks_path_in(git_config* config) {
  git_buf named = GIT_BUF_INIT;
  int code = git_config_get_path(&named, config, "core.hookspath");
  std::string out = code == 0 ? named.ptr : "";
  git_buf_dispose(&named);
  return out;
}

std::unexpected<Error> no_configuration() {
  return fail(ErrorKind::kUnreadable,
              "cannot read the configuration of git: " + libgit_message());
}

}  // namespace

Result<std::string> hooks_folder(const Repository& repository) {
  namespace fs = std::filesystem;
  git_repository* handle = repository.impl().repository.get();
  auto config = make_libgit<ConfigPtr>(git_repository_config_snapshot, handle);
  if (!config) return no_configuration();
  fs::path folder = hooks_path_in(config.get());
  if (folder.empty()) {
    folder = fs::path(git_repository_commondir(handle)) / "hooks";
  } else if (folder.is_relative()) {
    // From where git runs hooks: the top of the work tree.
    std::string top = repository.work_tree();
    folder = fs::path(top.empty() ? git_repository_path(handle) : top) / folder;
  }
  return folder.lexically_normal().string();
}

Result<std::string> global_hooks_folder() {
  start_libgit2();
  auto config = make_libgit<ConfigPtr>(git_config_open_default);
  if (!config) return no_configuration();
  return hooks_path_in(config.get());
}

Result<void> set_global_hooks_folder(const std::string& folder) {
  std::vector<std::string> words = {"config", "--global"};
  if (folder.empty()) {
    words.insert(words.end(), {"--unset", "core.hooksPath"});
  } else {
    words.insert(words.end(), {"core.hooksPath", folder});
  }
  auto done = GitProcess{.arguments = std::move(words)}.run();
  if (!done) return std::unexpected(std::move(done.error()));
  if (done->status == 0) return {};
  return fail(ErrorKind::kUsage,
              "git cannot change core.hooksPath: " + done->last_words);
}

}  // namespace stanch
