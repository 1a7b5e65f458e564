// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace stanch {

// What one rule's expression took, when it was woken by its triggers.
struct RuleCost {
  std::uint64_t hits = 0;         // of its triggers
  std::uint64_t searches = 0;     // places where it was tried
  std::uint64_t bytes = 0;        // of these places, however few it read
  std::uint64_t nanoseconds = 0;  // of one thread
};

// The costs of the rules of one database, by their index; gathered while it
// scans, where RuleDatabase::measure() was asked to. Any thread may add.
class RuleCosts {
 public:
  explicit RuleCosts(std::size_t rules) : costs_(rules) {}

  void add(std::size_t rule, const RuleCost& cost) {
    std::lock_guard lock(mutex_);
    RuleCost& sum = costs_[rule];
    sum.hits += cost.hits;
    sum.searches += cost.searches;
    sum.bytes += cost.bytes;
    sum.nanoseconds += cost.nanoseconds;
  }

  // While nobody scans.
  const std::vector<RuleCost>& all() const { return costs_; }

 private:
  std::mutex mutex_;
  std::vector<RuleCost> costs_;
};

}  // namespace stanch
