// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/temp_dir.h"

namespace stanch {

// Builds a real repository with the real git, in a folder of its own. Nothing
// of the user's git (configuration, hooks, signing) has a say, and names and
// dates are fixed, so the same calls give the same object ids. The first branch
// is `main`. Calls can be chained; what git refuses throws, with its words.
//
//   RepoBuilder repo;
//   repo.write("a.txt", "one\n").commit("first");
//   repo.write("a.txt", "one\ntwo\n").stage();
class RepoBuilder {
 public:
  // `init` is added to `git init`: {"--bare"}, {"--object-format=sha256"}.
  explicit RepoBuilder(std::vector<std::string> init = {});

  const std::string& path() const { return path_; }
  std::string path(std::string_view relative) const;

  RepoBuilder& write(std::string_view relative, std::string_view bytes);
  RepoBuilder& link(std::string_view relative, std::string_view target);
  RepoBuilder& erase(std::string_view relative);  // from the disk only
  RepoBuilder& stage(std::vector<std::string> paths = {"--all"});
  RepoBuilder& mv(std::string_view from, std::string_view to);
  RepoBuilder& rm(std::string_view path);
  // Stages everything and commits it; an empty commit is fine.
  RepoBuilder& commit(std::string_view message);
  // Makes a branch at HEAD and goes to it; checkout() goes to one.
  RepoBuilder& branch(std::string_view name);
  RepoBuilder& checkout(std::string_view name);
  // Leaves the merge uncommitted; conflicts are no error.
  RepoBuilder& merge(std::vector<std::string> branches);
  RepoBuilder& submodule(const RepoBuilder& other, std::string_view path);
  // A linked work tree on a new branch; its folder.
  std::string worktree(std::string_view branch);
  // A program (`#!/bin/sh` is put in front) that git runs.
  RepoBuilder& hook(std::string_view name, std::string_view script);

  // Any other command, in the repository or in `folder`: its output without
  // the last line end.
  std::string git(std::vector<std::string> arguments) const;
  std::string git_in(const std::string& folder,
                     std::vector<std::string> arguments) const;
  std::string head() const { return git({"rev-parse", "HEAD"}); }

 private:
  struct Answer {
    int status;
    std::string output;
  };
  Answer run(const std::string& folder,
             std::vector<std::string> arguments) const;

  TempDir folder_;
  std::string path_;
  int commits_ = 0;
};

}  // namespace stanch
