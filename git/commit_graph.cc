// SPDX-License-Identifier: Apache-2.0
#include "git/commit_graph.h"

#include <algorithm>
#include <limits>

#include "git/commit.h"

namespace stanch {
namespace {

constexpr CommitGraph::Node kNone = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kFirstSlots = 1024;

}  // namespace

CommitGraph::CommitGraph(ObjectReader& reader,
                         std::span<const ObjectId> shallow)
    : reader_(reader),
      shallow_(shallow.begin(), shallow.end()),
      slots_(kFirstSlots, kNone) {
  std::ranges::sort(shallow_);
}

// Ids are hashes already: their first bytes say where to look.
CommitGraph::Node CommitGraph::intern(const ObjectId& id) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = id.prefix() & mask;
  for (; slots_[at] != kNone; at = (at + 1) & mask) {
    if (entries_[slots_[at]].id == id) return slots_[at];
  }
  const Node node = size();
  slots_[at] = node;
  entries_.push_back({.id = id});
  if (entries_.size() * 2 > slots_.size()) grow();
  return node;
}

void CommitGraph::grow() {
  slots_.assign(slots_.size() * 2, kNone);
  const std::size_t mask = slots_.size() - 1;
  for (Node node = 0; node < size(); ++node) {
    std::size_t at = entries_[node].id.prefix() & mask;
    while (slots_[at] != kNone) at = (at + 1) & mask;
    slots_[at] = node;
  }
}

Result<CommitGraph::Node> CommitGraph::load(const ObjectId& id) {
  const Node node = intern(id);
  if (auto done = load(node); !done) return std::unexpected(done.error());
  return node;
}

Result<void> CommitGraph::load(Node node) {
  if (entries_[node].loaded) return {};
  const ObjectId name = entries_[node].id;
  auto bytes = reader_.read(name, ObjectType::kCommit);
  if (!bytes) return std::unexpected(bytes.error());
  auto commit = parse_commit(*bytes, name.kind());
  if (!commit) return context("commit " + hex(name), commit.error());
  const std::size_t first = parents_.size();
  const bool cut_off = std::ranges::binary_search(shallow_, name);
  if (!cut_off) {
    for (const ObjectId& parent : commit->parents) {
      parents_.push_back(intern(parent));
    }
  }
  Entry& entry = entries_[node];
  entry.time = commit->committer.time;
  entry.first_parent = first;
  entry.parents = static_cast<std::uint32_t>(parents_.size() - first);
  entry.cut_off = cut_off;
  entry.loaded = true;
  return {};
}

}  // namespace stanch
