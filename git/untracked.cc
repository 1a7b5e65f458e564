// SPDX-License-Identifier: Apache-2.0
//
// libgit2's diff can list untracked files too, but leaves out a folder that it
// may not read without a word.
#include "git/untracked.h"

#include <algorithm>
#include <filesystem>

#include "git/libgit2.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

class FolderWalk {
 public:
  FolderWalk(const Repository& repository, const IndexFile& index,
             Untracked& out)
      : repository_(repository.impl().repository.get()),
        root_(repository.work_tree()),
        index_(index),
        out_(out) {}

  // `prefix` is "" or ends with '/'.
  void folder(const std::string& prefix) {
    std::error_code error;
    fs::directory_iterator entries(root_ + prefix, error);
    for (; !error && entries != fs::directory_iterator();
         entries.increment(error)) {
      item(prefix + entries->path().filename().string(), *entries);
    }
    if (error) out_.skipped.push_back({prefix, error.message()});
  }

 private:
  void item(const std::string& path, const fs::directory_entry& entry) {
    std::error_code error;
    const IndexEntry* tracked = find(path);
    if (entry.symlink_status(error).type() != fs::file_type::directory) {
      bool is_git = entry.path().filename() == ".git";
      if (tracked == nullptr && !is_git && !is_ignored(path)) {
        out_.files.push_back(path);
      }
      return;
    }
    bool is_submodule =
        tracked != nullptr && (tracked->mode & kTypeMask) == kTypeSubmodule;
    const std::string prefix = path + "/";
    if (is_submodule || entry.path().filename() == ".git" ||
        is_ignored(prefix)) {
      return;
    }
    if (fs::exists(entry.path() / ".git", error)) {
      out_.skipped.push_back(
          {prefix, "a repository of its own", Skipped::Why::kByRule});
      return;
    }
    folder(prefix);
  }

  const IndexEntry* find(std::string_view path) const {
    const auto& entries = index_.entries();
    auto found = std::ranges::lower_bound(entries, path, {}, &IndexEntry::path);
    return found != entries.end() && found->path == path ? &*found : nullptr;
  }

  // What libgit2 cannot decide is not ignored.
  bool is_ignored(const std::string& path) const {
    int ignored = 0;
    return git_ignore_path_is_ignored(&ignored, repository_, path.c_str()) ==
               0 &&
           ignored != 0;
  }

  git_repository* repository_;
  std::string root_;
  const IndexFile& index_;
  Untracked& out_;
};

}  // namespace

Untracked find_untracked(const Repository& repository, const IndexFile& index) {
  Untracked out;
  FolderWalk(repository, index, out).folder("");
  return out;
}

}  // namespace stanch
