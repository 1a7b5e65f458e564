// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "history/attribution.h"
#include "history/content_reader.h"
#include "history/ref_sets.h"

namespace stanch {

// What the search for blobs that no commit holds reads. Borrowed.
struct StraySearch {
  const ObjectStore& store;
  const RefTips& tips;
  const Flagged& flagged;
  const TreeChanges& changes;
  const TreeContents& contents;
  const std::vector<bool>& flagged_trees;
  const std::vector<bool>& root_trees;  // of commits, by number
  const std::vector<bool>& held;        // blobs that a commit holds
  const PathTable& paths;
};

// Where the other blobs are, in the best way there is for each: all paths below
// a tree or tag that a ref names, or in an index, or below the topmost trees
// that nothing holds; else one stray without a path.
std::vector<Stray> find_strays(const StraySearch& search, ContentReader& reader,
                               RefSets& ref_sets);

}  // namespace stanch
