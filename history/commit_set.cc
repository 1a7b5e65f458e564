// SPDX-License-Identifier: Apache-2.0
#include "history/commit_set.h"

#include <fnmatch.h>

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace stanch {
namespace {

class Selector {
 public:
  Selector(const CommitTable& commits, const RefTips& tips)
      : commits_(commits), tips_(tips), out_(commits.size()) {}

  Result<CommitSet> select(const Selection& selection) {
    if (selection.reachable) {
      add([](const std::string&) { return true; });
    }
    for (const std::string& glob : selection.globs) {
      if (!add_glob(glob)) {
        return fail(ErrorKind::kUsage,
                    fmt::format("no ref matches '{}'; see git show-ref", glob));
      }
    }
    for (const std::string& branch : selection.branches) {
      if (!add_branch(branch)) {
        return fail(ErrorKind::kUsage,
                    fmt::format("there is no branch '{}'; see git branch --all",
                                branch));
      }
    }
    add_ancestors();
    return std::move(out_);
  }

 private:
  // Whether there was one.
  bool add(const std::function<bool(const std::string&)>& is_meant) {
    bool found = false;
    for (const RefTip& tip : tips_.tips()) {
      if (!is_meant(tip.name)) continue;
      found = true;
      if (tip.commit != kNoCommit) out_[tip.commit] = true;
    }
    return found;
  }

  bool add_glob(const std::string& glob) {
    std::string full = glob;
    if (glob != "HEAD" && !glob.starts_with("refs/")) full = "refs/" + glob;
    while (full.ends_with('/')) full.pop_back();
    const bool has_wildcard = glob.find_first_of("*?[") != glob.npos;
    return add([&](const std::string& name) {
      if (has_wildcard) return ::fnmatch(full.c_str(), name.c_str(), 0) == 0;
      return name == full || name.starts_with(full + "/");
    });
  }

  bool add_branch(std::string_view branch) {
    for (std::string_view folder : {"refs/heads/", "refs/remotes/", ""}) {
      const std::string full = fmt::format("{}{}", folder, branch);
      const bool is_branch =
          full.starts_with("refs/heads/") || full.starts_with("refs/remotes/");
      if (is_branch &&
          add([&](const std::string& name) { return name == full; })) {
        return true;
      }
    }
    return false;
  }

  void add_ancestors() {
    for (CommitNumber commit = commits_.size(); commit-- > 0;) {
      if (!out_[commit]) continue;
      for (CommitNumber parent : commits_.parents(commit)) out_[parent] = true;
    }
  }

  const CommitTable& commits_;
  const RefTips& tips_;
  CommitSet out_;
};

}  // namespace

Result<CommitSet> select(const CommitTable& commits, const RefTips& tips,
                         const Selection& selection) {
  return Selector(commits, tips).select(selection);
}

}  // namespace stanch
