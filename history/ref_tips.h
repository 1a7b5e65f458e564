// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "git/refs.h"
#include "history/commit_table.h"
#include "odb/object_store.h"

namespace stanch {

enum class RefKind : std::uint8_t {
  kHead,    // HEAD, of any work tree
  kBranch,  // refs/heads/
  kRemote,  // refs/remotes/
  kTag,     // refs/tags/
  kStash,   // refs/stash
  kNotes,   // refs/notes/
  kOther,   // refs/pull/, refs/bisect/, ...
};

// "head", "branch", "remote", "tag", "stash", "notes", "other".
std::string_view to_string(RefKind kind);

// A ref and what it leads to, through annotated tags.
struct RefTip {
  std::string name;  // "refs/heads/main", "HEAD", "worktrees/b/HEAD"; any bytes
  RefKind kind = RefKind::kOther;
  ObjectId id;                 // as the ref says
  std::vector<ObjectId> tags;  // the tag objects passed on the way
  // At its end, one of: a commit, or a tree or a blob, or nothing that is in
  // the store.
  CommitNumber commit = kNoCommit;
  std::optional<ObjectId> tree;
  std::optional<ObjectId> blob;
};

// Where histories begin: refs, and what only reflogs remember.
class RefTips {
 public:
  // Peels the refs and reads the reflogs of all refs and work trees. What
  // cannot be read, or leads to an object that is missing, is a problem. Where
  // refs cannot be read at all (reftable), that is one too and there are none.
  static RefTips read(const ObjectStore& store, const CommitTable& commits);

  std::span<const RefTip> tips() const { return tips_; }  // by kind and name
  // The commit that HEAD of this work tree is; kNoCommit before the first.
  CommitNumber head() const { return head_; }
  // The branch that HEAD is, "refs/heads/main"; empty where it is detached.
  const std::string& head_name() const { return head_name_; }

  // Commits that stand in reflogs, each once, by number: in that of refs/stash
  // (all stashes but the newest are only there), and in the others.
  std::span<const CommitNumber> stashed() const { return stashed_; }
  std::span<const CommitNumber> logged() const { return logged_; }

  std::span<const std::string> problems() const { return problems_; }

 private:
  friend class RefTipsReader;
  std::vector<RefTip> tips_;
  CommitNumber head_ = kNoCommit;
  std::string head_name_;
  std::vector<CommitNumber> stashed_;
  std::vector<CommitNumber> logged_;
  std::vector<std::string> problems_;
};

}  // namespace stanch
