// SPDX-License-Identifier: Apache-2.0
//
// What the threads gathered is sorted by id, which also shows what came twice.
// Then commits are numbered as soon as all their parents are (Kahn's
// algorithm), in a queue that starts with the sorted commits that have none, so
// that the order in which they were met has no say.
#include "history/commit_table.h"

#include <algorithm>
#include <utility>

#include "git/commit.h"

namespace stanch {
namespace {

constexpr unsigned kBucketBits = 16;

std::size_t bucket(const ObjectId& id) {
  return id.prefix() >> (64 - kBucketBits);
}

}  // namespace

void CommitHeads::add(const ObjectId& id, std::string_view bytes) {
  auto commit = parse_commit(bytes, kind_);
  if (!commit) {
    problems_.push_back({hex(id), commit.error().message});
    return;
  }
  ids_.add(id);
  trees_.add(commit->tree);
  times_.push_back(commit->committer.time);
  for (const ObjectId& parent : commit->parents) parents_.add(parent);
  parent_counts_.push_back(static_cast<std::uint32_t>(commit->parents.size()));
}

// Commits by three numberings: as they were met, sorted by id, and at last.
class CommitJoiner {
 public:
  CommitJoiner(std::vector<CommitHeads> parts, HashKind kind)
      : met_(kind), out_(kind) {
    for (CommitHeads& part : parts) append(part);
    first_parent_.push_back(0);
    for (std::uint32_t count : met_.parent_counts_) {
      first_parent_.push_back(first_parent_.back() + count);
    }
  }

  CommitTable join() {
    sort();
    find_parents();
    number();
    fill();
    std::ranges::sort(out_.problems_, {}, &StoreProblem::path);
    auto twice = std::ranges::unique(out_.problems_, {}, &StoreProblem::path);
    out_.problems_.erase(twice.begin(), twice.end());
    return std::move(out_);
  }

 private:
  void append(CommitHeads& part) {
    if (met_.ids_.size() == 0) {
      std::swap(met_, part);
      return;
    }
    met_.ids_.add(part.ids_);
    met_.trees_.add(part.trees_);
    met_.parents_.add(part.parents_);
    std::ranges::copy(part.times_, std::back_inserter(met_.times_));
    std::ranges::copy(part.parent_counts_,
                      std::back_inserter(met_.parent_counts_));
    std::ranges::move(part.problems_, std::back_inserter(met_.problems_));
  }

  void sort() {
    out_.problems_ = std::move(met_.problems_);
    std::vector<std::pair<std::uint64_t, std::uint32_t>> keys;
    keys.reserve(met_.ids_.size());
    for (std::uint32_t i = 0; i < met_.ids_.size(); ++i) {
      keys.emplace_back(met_.ids_[i].prefix(), i);
    }
    std::ranges::sort(keys, [&](const auto& a, const auto& b) {
      if (a.first != b.first) return a.first < b.first;
      auto order = met_.ids_[a.second] <=> met_.ids_[b.second];
      return order != 0 ? order < 0 : a.second < b.second;
    });
    out_.buckets_.assign((std::size_t{1} << kBucketBits) + 1, 0);
    for (const auto& [prefix, met] : keys) {
      if (!sorted_.empty() && met_.ids_[sorted_.back()] == met_.ids_[met]) {
        continue;
      }
      sorted_.push_back(met);
      prefixes_.push_back(prefix);
      ++out_.buckets_[bucket(met_.ids_[met]) + 1];
    }
    for (std::size_t i = 1; i < out_.buckets_.size(); ++i) {
      out_.buckets_[i] += out_.buckets_[i - 1];
    }
  }

  // The place of a commit in sorted_. Asked for every parent, so it looks at
  // the beginnings of ids before it looks at ids.
  std::optional<std::uint32_t> place(const ObjectId& id) const {
    const std::uint64_t prefix = id.prefix();
    auto end = prefixes_.begin() + out_.buckets_[bucket(id) + 1];
    auto found = std::lower_bound(prefixes_.begin() + out_.buckets_[bucket(id)],
                                  end, prefix);
    for (; found != end && *found == prefix; ++found) {
      const auto i = static_cast<std::uint32_t>(found - prefixes_.begin());
      if (met_.ids_.is(sorted_[i], id.data())) return i;
    }
    return std::nullopt;
  }

  void find_parents() {
    // A commit may name a parent more than once.
    std::vector<std::size_t> last_child(sorted_.size(), sorted_.size());
    lacks_.assign(sorted_.size(), false);
    parents_of_.reserve(sorted_.size() + 1);
    parents_of_.push_back(0);
    for (std::size_t i = 0; i < sorted_.size(); ++i) {
      for (std::uint32_t k = first_parent_[sorted_[i]];
           k < first_parent_[sorted_[i] + 1]; ++k) {
        auto parent = place(met_.parents_[k]);
        if (!parent) {
          lacks_[i] = true;
        } else if (std::exchange(last_child[*parent], i) != i) {
          parents_.push_back(*parent);
        }
      }
      parents_of_.push_back(static_cast<std::uint32_t>(parents_.size()));
    }
  }

  std::span<const std::uint32_t> parents(std::uint32_t commit) const {
    return std::span(parents_).subspan(
        parents_of_[commit], parents_of_[commit + 1] - parents_of_[commit]);
  }

  void number() {
    const auto size = static_cast<std::uint32_t>(sorted_.size());
    std::vector<std::uint32_t> first_child(size + 1);
    for (std::uint32_t parent : parents_) ++first_child[parent + 1];
    for (std::uint32_t i = 0; i < size; ++i) {
      first_child[i + 1] += first_child[i];
    }
    std::vector<std::uint32_t> children(parents_.size());
    std::vector<std::uint32_t> filled(first_child.begin(),
                                      first_child.end() - 1);
    std::vector<std::uint32_t> waits_for(size);
    order_.reserve(size);
    for (std::uint32_t i = 0; i < size; ++i) {
      waits_for[i] = static_cast<std::uint32_t>(parents(i).size());
      for (std::uint32_t parent : parents(i)) children[filled[parent]++] = i;
      if (waits_for[i] == 0) order_.push_back(i);
    }
    for (std::size_t done = 0; done < order_.size(); ++done) {
      const std::uint32_t commit = order_[done];
      for (std::uint32_t k = first_child[commit]; k < first_child[commit + 1];
           ++k) {
        if (--waits_for[children[k]] == 0) order_.push_back(children[k]);
      }
    }
    // Hashes make no circles; an index that lies about ids does.
    for (std::uint32_t i = 0; i < size && order_.size() < size; ++i) {
      if (waits_for[i] == 0) continue;
      order_.push_back(i);
      out_.problems_.push_back(
          {hex(met_.ids_[sorted_[i]]), "its history goes in a circle"});
    }
  }

  void fill() {
    std::vector<CommitNumber> numbers(order_.size());
    for (CommitNumber i = 0; i < order_.size(); ++i) numbers[order_[i]] = i;
    out_.first_parent_.push_back(0);
    out_.times_.reserve(order_.size());
    for (CommitNumber i = 0; i < order_.size(); ++i) {
      const std::uint32_t met = sorted_[order_[i]];
      out_.ids_.add(met_.ids_[met]);
      out_.trees_.add(met_.trees_[met]);
      out_.times_.push_back(met_.times_[met]);
      out_.lacks_.push_back(lacks_[order_[i]]);
      for (std::uint32_t parent : parents(order_[i])) {
        if (numbers[parent] < i) out_.parents_.push_back(numbers[parent]);
      }
      out_.first_parent_.push_back(
          static_cast<std::uint32_t>(out_.parents_.size()));
    }
    out_.by_id_ = std::move(numbers);
  }

  CommitHeads met_;
  std::vector<std::uint32_t> first_parent_;  // of those met
  std::vector<std::uint32_t> sorted_;        // as met
  std::vector<std::uint64_t> prefixes_;      // of their ids
  std::vector<std::uint32_t> parents_;       // as sorted
  std::vector<std::uint32_t> parents_of_;    // size + 1, into parents_
  std::vector<bool> lacks_;                  // as sorted
  std::vector<std::uint32_t> order_;         // as sorted
  CommitTable out_;
};

CommitTable CommitTable::join(std::vector<CommitHeads> parts, HashKind kind) {
  return CommitJoiner(std::move(parts), kind).join();
}

std::optional<CommitNumber> CommitTable::find(const ObjectId& id) const {
  auto begin = by_id_.begin() + buckets_[bucket(id)];
  auto end = by_id_.begin() + buckets_[bucket(id) + 1];
  auto found = std::ranges::lower_bound(
      begin, end, id, {}, [&](CommitNumber commit) { return ids_[commit]; });
  if (found == end || ids_[*found] != id) return std::nullopt;
  return *found;
}

std::span<const CommitNumber> CommitTable::parents(CommitNumber commit) const {
  return std::span(parents_).subspan(
      first_parent_[commit], first_parent_[commit + 1] - first_parent_[commit]);
}

bool CommitTable::is_earlier(CommitNumber a, CommitNumber b) const {
  if (times_[a] != times_[b]) return times_[a] < times_[b];
  return ids_[a] < ids_[b];
}

}  // namespace stanch
