// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "odb/layout.h"
#include "odb/object_id.h"

namespace stanch {

// A name of an object, any bytes but NUL: "refs/heads/main", "HEAD".
struct Ref {
  std::string name;
  ObjectId id;  // of a tag object too: nothing is peeled

  bool operator==(const Ref&) const = default;
};

// All refs of a repository at one moment (gitrepository-layout(5)): loose ones
// before packed ones, symbolic ones followed. Owns everything; immutable.
class Refs {
 public:
  // What is broken (a name that holds no id, a symbolic ref in a circle, a ref
  // to one that does not exist) is a problem, "refs/heads/x: reason", and the
  // rest is read. kUnreadable: refs are in the reftable format, or packed-refs
  // or the folder of refs cannot be read.
  static Result<Refs> read(const Layout& layout);

  // Those below refs/, this work tree's own among them (refs/bisect/...), by
  // name.
  std::span<const Ref> all() const { return all_; }
  // HEAD of this work tree, then those of the others as "worktrees/<name>/HEAD"
  // ("main-worktree/HEAD" where this is a linked one). Without a commit yet:
  // left out.
  std::span<const Ref> heads() const { return heads_; }
  // The ref that HEAD is, "refs/heads/main"; empty where it is detached.
  const std::string& head_name() const { return head_name_; }

  // By its full name. Also what stands beside HEAD: "FETCH_HEAD", "ORIG_HEAD".
  std::optional<ObjectId> find(std::string_view name) const;

  std::span<const std::string> problems() const { return problems_; }

 private:
  friend class RefsReader;
  std::vector<Ref> all_;
  std::vector<Ref> heads_;
  std::vector<Ref> beside_;
  std::string head_name_;
  std::vector<std::string> problems_;
};

}  // namespace stanch
