// SPDX-License-Identifier: Apache-2.0
#include "git/commit_changes.h"

#include <algorithm>
#include <set>
#include <utility>

#include "git/renames.h"

namespace stanch {
namespace {

// Whether some file of the parent may have become one that is new to it.
bool has_new_file(const std::vector<TreeChange>& changes, std::size_t parent) {
  return std::ranges::any_of(changes, [parent](const TreeChange& change) {
    return !change.before[parent];
  });
}

// Fills in what new files were called in one parent. `removals`: that parent's
// files whose path is gone.
void follow_renames(const LendBlob& lend, std::vector<Removal> removals,
                    std::size_t parent, std::vector<TreeChange>& changes) {
  TreeComparison comparison;
  comparison.removals = std::move(removals);
  std::vector<TreeChange*> new_files;
  for (TreeChange& change : changes) {
    if (change.before[parent]) continue;
    new_files.push_back(&change);
    comparison.changes.push_back({change.path, change.after, std::nullopt});
  }
  find_renames(lend, comparison);
  for (std::size_t i = 0; i < new_files.size(); ++i) {
    new_files[i]->before[parent] = comparison.changes[i].before;
  }
}

}  // namespace

LendBlob lender(ObjectReader& reader) {
  return [&reader](const ObjectId& id, const auto& use) {
    if (auto bytes = reader.read(id, ObjectType::kBlob)) use(*bytes);
  };
}

Result<CommitChanges> changes_of(ObjectReader& reader,
                                 std::span<const ObjectId> parent_trees,
                                 const ObjectId& tree) {
  auto diff = diff_trees(reader, parent_trees, tree);
  if (!diff) return std::unexpected(diff.error());
  const LendBlob lend = lender(reader);
  for (std::size_t i = 0; i < parent_trees.size(); ++i) {
    if (!has_new_file(diff->changes, i)) continue;
    std::vector<Removal> removals = std::move(diff->removals);
    if (parent_trees.size() > 1) {
      // Which files are gone was not asked while all were compared at once.
      auto alone = diff_trees(reader, parent_trees.subspan(i, 1), tree);
      if (alone) removals = std::move(alone->removals);
    }
    if (removals.empty()) continue;
    follow_renames(lend, std::move(removals), i, diff->changes);
  }
  CommitChanges out;
  out.problems = std::move(diff->problems);
  for (TreeChange& change : diff->changes) {
    ChangedFile file{std::move(change.path), change.after, {}};
    std::set<ObjectId> before;
    for (const auto& id : change.before) {
      if (id) before.insert(*id);
    }
    // A file that only got another name.
    if (before.contains(change.after)) continue;
    file.before.assign(before.begin(), before.end());
    out.files.push_back(std::move(file));
  }
  return out;
}

}  // namespace stanch
