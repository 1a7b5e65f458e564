// SPDX-License-Identifier: Apache-2.0
//
// A..B is what can be reached from B and not from A. Both sides are walked at
// once, the newest commit first, so that the walk ends soon after the point
// where they meet instead of at the first commit of all:
//
//   A:  o---o---M---x---A        queue: B, A, b, x, M, ...
//                \               M is reached from both: excluded, and so is
//   B:            b---B          all before it. Nothing that is wanted is left.
//
// A clock that was wrong can hide that an old commit is excluded: its mark
// comes by way of a commit that claims to be older still. So the walk goes on
// until what it visits is older than all it has selected, and then kSlop
// commits more (git: 5). A mark that comes late is carried on to what was
// visited before.
#include "git/commit_walk.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <queue>
#include <utility>

#include <fmt/format.h>

#include "git/commit_graph.h"

namespace stanch {
namespace {

using Node = CommitGraph::Node;

constexpr int kSlop = 1000;

// The newest first; of equal ones that which came first.
class NewestFirst {
 public:
  explicit NewestFirst(const CommitGraph& graph) : graph_(graph) {}

  void push(Node node) { queue_.push({graph_.time(node), --number_, node}); }
  Node pop() {
    Node node = queue_.top().node;
    queue_.pop();
    return node;
  }
  bool empty() const { return queue_.empty(); }
  std::int64_t newest() const { return queue_.top().time; }

 private:
  struct Item {
    std::int64_t time;
    std::int64_t number;
    Node node;
    auto operator<=>(const Item&) const = default;
  };
  const CommitGraph& graph_;
  std::priority_queue<Item> queue_;
  std::int64_t number_ = 0;
};

class Walk {
 public:
  Walk(ObjectReader& reader, std::span<const ObjectId> shallow,
       const CommitLimits& limits)
      : graph_(reader, shallow), queue_(graph_), limits_(limits) {}

  Result<CommitSelection> run() {
    if (auto done = start(); !done) return std::unexpected(done.error());
    int slop = kSlop;
    while (!queue_.empty() && slop > 0 && !enough()) {
      const Node node = queue_.pop();
      graph_.flags(node) &= static_cast<std::uint8_t>(~kQueued);
      graph_.flags(node) |= kVisited;
      const bool excluded = (graph_.flags(node) & kExcluded) != 0;
      if (!excluded) --wanted_;
      auto done = excluded ? enqueue_parents(node, kExcluded) : visit(node);
      if (done) done = carry_on();
      if (!done) return std::unexpected(done.error());
      slop = is_settled() ? slop - 1 : kSlop;
    }
    if (auto done = check_cut_off(); !done) {
      return std::unexpected(done.error());
    }
    return selection();
  }

 private:
  enum Flag : std::uint8_t {
    kSeen = 1,     // was in the queue
    kQueued = 2,   // is in it
    kVisited = 4,  // was taken out
    kExcluded = 8,
  };

  // Excluded commits first, so that what is both is never wanted.
  Result<void> start() {
    for (const ObjectId& id : limits_.exclude) {
      auto node = graph_.load(id);
      if (!node) return std::unexpected(node.error());
      enqueue(*node, kExcluded);
    }
    for (const ObjectId& id : limits_.include) {
      auto node = graph_.load(id);
      if (!node) return std::unexpected(node.error());
      enqueue(*node, 0);
    }
    return {};
  }

  // Whether only excluded commits are left and the next is older than all that
  // was selected.
  bool is_settled() const {
    return wanted_ == 0 && !queue_.empty() && queue_.newest() < oldest_;
  }

  // Without excluded commits nothing that was selected is taken back.
  bool enough() const {
    return limits_.max_count && limits_.exclude.empty() &&
           passing_ >= *limits_.max_count;
  }

  bool passes(Node node) const {
    return (!limits_.until || graph_.time(node) <= *limits_.until) &&
           (!limits_.no_merges || graph_.parents(node).size() < 2);
  }

  Result<void> visit(Node node) {
    const std::int64_t time = graph_.time(node);
    if (limits_.since && time < *limits_.since) return {};
    visited_.push_back(node);
    oldest_ = std::min(oldest_, time);
    if (passes(node)) ++passing_;
    return enqueue_parents(node, 0);
  }

  Result<void> enqueue_parents(Node node, std::uint8_t mark) {
    // A copy: reading a commit adds to the list that this is part of.
    auto span = graph_.parents(node);
    std::vector<Node> parents(span.begin(), span.end());
    if (mark == 0 && limits_.first_parent && parents.size() > 1) {
      parents.resize(1);
    }
    for (Node parent : parents) {
      if (auto done = graph_.load(parent); !done) return done;
      enqueue(parent, mark);
    }
    return {};
  }

  void enqueue(Node node, std::uint8_t mark) {
    if (mark == kExcluded) exclude(node);
    if ((graph_.flags(node) & kSeen) != 0) return;
    graph_.flags(node) |= kSeen | kQueued;
    if (is_selected(node)) ++wanted_;
    queue_.push(node);
  }

  // Marks the commit, and what was visited behind it before this was known.
  void exclude(Node first) {
    std::vector<Node> pending = {first};
    while (!pending.empty()) {
      const Node node = pending.back();
      pending.pop_back();
      std::uint8_t& flags = graph_.flags(node);
      if ((flags & kExcluded) != 0) continue;
      flags |= kExcluded;
      if ((flags & kQueued) != 0) --wanted_;
      if ((flags & kVisited) == 0) continue;
      std::ranges::copy(graph_.parents(node), std::back_inserter(pending));
      late_.push_back(node);
    }
  }

  // Walks on to parents that were left aside (first_parent, since) while their
  // child was still wanted.
  Result<void> carry_on() {
    while (!late_.empty()) {
      const Node node = late_.back();
      late_.pop_back();
      if (auto done = enqueue_parents(node, kExcluded); !done) return done;
    }
    return {};
  }

  bool is_selected(Node node) { return (graph_.flags(node) & kExcluded) == 0; }

  // The history that is excluded may go on where it was cut off, and lead to a
  // selected commit after all. Not to one that stands before the cut (has the
  // cut commit among its ancestors), nor to one that is newer.
  Result<void> check_cut_off() {
    for (Node cut = 0; cut < graph_.size(); ++cut) {
      if (!graph_.is_loaded(cut) || !graph_.is_cut_off(cut) ||
          is_selected(cut) || graph_.time(cut) < oldest_) {
        continue;
      }
      std::vector<bool> after = descendants(cut);
      for (Node node : visited_) {
        if (!is_selected(node) || after[node] ||
            graph_.time(node) > graph_.time(cut)) {
          continue;
        }
        return fail(
            ErrorKind::kUnreadable,
            fmt::format("it cannot be told whether commit {} belongs to the "
                        "range: this clone is shallow, and the excluded "
                        "history ends at {}; fetch more of it: git fetch "
                        "--deepen=100, or git fetch --unshallow",
                        hex(graph_.id(node)), hex(graph_.id(cut))));
      }
    }
    return {};
  }

  // Of the commits read so far, those that have `ancestor` behind them.
  std::vector<bool> descendants(Node ancestor) const {
    std::vector<std::vector<Node>> children(graph_.size());
    for (Node node = 0; node < graph_.size(); ++node) {
      if (!graph_.is_loaded(node)) continue;
      for (Node parent : graph_.parents(node)) children[parent].push_back(node);
    }
    std::vector<bool> out(graph_.size());
    std::vector<Node> pending = {ancestor};
    while (!pending.empty()) {
      const Node node = pending.back();
      pending.pop_back();
      if (out[node]) continue;
      out[node] = true;
      std::ranges::copy(children[node], std::back_inserter(pending));
    }
    return out;
  }

  CommitSelection selection() {
    CommitSelection out;
    for (Node node : visited_) {
      if (!is_selected(node)) continue;
      if (limits_.max_count && out.commits.size() >= *limits_.max_count) break;
      if (graph_.is_cut_off(node)) out.cut_off.push_back(graph_.id(node));
      if (passes(node)) out.commits.push_back(graph_.id(node));
    }
    return out;
  }

  CommitGraph graph_;
  NewestFirst queue_;
  const CommitLimits& limits_;
  std::vector<Node> visited_;  // those that were wanted when they came
  std::vector<Node> late_;
  std::size_t wanted_ = 0;  // in the queue and not excluded
  std::uint64_t passing_ = 0;
  std::int64_t oldest_ = std::numeric_limits<std::int64_t>::max();
};

// Both histories are painted, newest commit first. What gets both paints is a
// base, and all before it is stale: it cannot be the best.
class MergeBases {
 public:
  explicit MergeBases(CommitGraph& graph) : graph_(graph), queue_(graph) {}

  Result<std::vector<ObjectId>> find(const ObjectId& a, const ObjectId& b) {
    for (auto [id, paint] : {std::pair{a, kA}, std::pair{b, kB}}) {
      auto node = graph_.load(id);
      if (!node) return std::unexpected(node.error());
      paint_with(*node, paint);
    }
    std::vector<Node> found;
    while (fresh_ > 0) {
      const Node node = queue_.pop();
      std::uint8_t& flags = graph_.flags(node);
      flags &= static_cast<std::uint8_t>(~kQueued);
      if ((flags & kStale) == 0) --fresh_;
      std::uint8_t paint = flags & (kA | kB | kStale);
      if (paint == (kA | kB)) {
        found.push_back(node);
        paint |= kStale;
      }
      if (auto done = paint_parents(node, paint); !done) {
        return std::unexpected(done.error());
      }
    }
    std::vector<ObjectId> out;
    for (Node node : found) {
      if ((graph_.flags(node) & kStale) == 0) out.push_back(graph_.id(node));
    }
    return out;
  }

 private:
  enum Flag : std::uint8_t { kA = 1, kB = 2, kStale = 4, kQueued = 8 };

  Result<void> paint_parents(Node node, std::uint8_t paint) {
    auto span = graph_.parents(node);
    for (Node parent : std::vector<Node>(span.begin(), span.end())) {
      if (auto done = graph_.load(parent); !done) return done;
      paint_with(parent, paint);
    }
    return {};
  }

  void paint_with(Node node, std::uint8_t paint) {
    std::uint8_t& flags = graph_.flags(node);
    if ((flags & paint) == paint) return;
    const bool was_fresh = (flags & kQueued) != 0 && (flags & kStale) == 0;
    flags |= paint;
    const bool is_fresh = (flags & kStale) == 0;
    if (was_fresh && !is_fresh) --fresh_;
    if ((flags & kQueued) != 0) return;
    flags |= kQueued;
    if (is_fresh) ++fresh_;
    queue_.push(node);
  }

  CommitGraph& graph_;
  NewestFirst queue_;
  std::size_t fresh_ = 0;  // in the queue and not stale
};

}  // namespace

Result<CommitSelection> select_commits(ObjectReader& reader,
                                       std::span<const ObjectId> shallow,
                                       const CommitLimits& limits) {
  if (limits.max_count == 0) return CommitSelection();
  return Walk(reader, shallow, limits).run();
}

Result<std::vector<ObjectId>> merge_bases(ObjectReader& reader,
                                          std::span<const ObjectId> shallow,
                                          const ObjectId& a,
                                          const ObjectId& b) {
  CommitGraph graph(reader, shallow);
  return MergeBases(graph).find(a, b);
}

}  // namespace stanch
