// SPDX-License-Identifier: Apache-2.0
#include "history/shallow_depth.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>
#include <utility>
#include <vector>

#include "git/commit.h"
#include "git/refs.h"

namespace stanch {

std::optional<std::uint64_t> shallow_depth(const ObjectStore& store) {
  const Layout& layout = store.layout();
  auto refs = Refs::read(layout);
  if (!refs) return std::nullopt;
  const std::unordered_set<ObjectId> shallow(layout.shallow.begin(),
                                             layout.shallow.end());
  ObjectReader reader(store);
  std::unordered_set<ObjectId> seen;
  std::vector<ObjectId> level;
  if (auto head = refs->find("HEAD")) level.push_back(*head);
  for (std::uint64_t depth = 1; !level.empty(); ++depth) {
    std::vector<ObjectId> next;
    for (const ObjectId& id : level) {
      if (shallow.contains(id)) return depth;
      auto bytes = reader.read(id, ObjectType::kCommit);
      if (!bytes) continue;  // is named when it is scanned
      auto commit = parse_commit(*bytes, layout.hash);
      if (!commit) continue;
      std::ranges::copy_if(
          commit->parents, std::back_inserter(next),
          [&](const ObjectId& parent) { return seen.insert(parent).second; });
    }
    level = std::move(next);
  }
  return std::nullopt;
}

}  // namespace stanch
