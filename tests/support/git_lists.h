// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/support/repo_builder.h"

namespace stanch {

// Everything of a repository as the git program lists it, by full id.
struct GitLists {
  using Names = std::set<std::string>;
  using Files = std::map<std::string, std::string>;  // path, blob

  struct Object {
    std::string type;
    std::string bytes;
  };
  struct CommitLine {
    long time = 0;
    std::string tree;
    Names parents;
    Names children;
    Files files;
  };
  struct RefLine {
    std::string id;   // as the ref says
    std::string end;  // through tags
    Names behind;     // the commits that it leads to
  };

  explicit GitLists(const RepoBuilder& repo);

  std::map<std::string, Object> objects;
  std::map<std::string, CommitLine> commits;
  std::map<std::string, RefLine> refs;  // "HEAD" too
  std::map<std::string, Files> trees;   // those in no tree, and all of commits
  Files staged;                         // path, blob
  Names stashed;  // commits that the reflog of refs/stash leads to
  Names logged;   // commits that any reflog leads to

 private:
  void read_objects();
  void read_commits();
  void read_refs();
  void read_logs();
  std::vector<std::string> lines(const std::vector<std::string>& command);
  Names reachable(const std::string& commit);

  const RepoBuilder& repo_;
};

}  // namespace stanch
