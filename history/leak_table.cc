// SPDX-License-Identifier: Apache-2.0
#include "history/leak_table.h"

#include <algorithm>

namespace stanch {
namespace {

std::uint64_t both(std::uint32_t high, std::uint32_t low) {
  return std::uint64_t{high} << 32 | low;
}

}  // namespace

LeakNumber LeakTable::leak(std::uint32_t secret, PathNumber path) {
  auto [place, is_new] = numbers_.try_emplace(both(secret, path), size());
  if (is_new) leaks_.push_back({secret, path, 0});
  return place->second;
}

LeakTable::Pair& LeakTable::pair(PathNumber path, std::uint32_t blob) {
  auto found = pairs_.find(both(path, blob));
  if (found != pairs_.end()) return found->second;
  if (pairs_.size() >= kMostPairs || path_bytes_ > kMostPathBytes) {
    full_ = true;
    return none_;
  }
  secrets_.clear();
  flagged_.secrets_at(blob, paths_.text(path), secrets_);
  std::ranges::sort(secrets_);
  auto twice = std::ranges::unique(secrets_);
  secrets_.erase(twice.begin(), twice.end());

  Pair pair;
  pair.begin = static_cast<std::uint32_t>(leaks_of_.size());
  const LeakNumber before = size();
  for (std::uint32_t secret : secrets_) leaks_of_.push_back(leak(secret, path));
  std::sort(leaks_of_.begin() + pair.begin, leaks_of_.end());
  pair.end = static_cast<std::uint32_t>(leaks_of_.size());
  path_bytes_ += (size() - before) * paths_.length(path);
  return pairs_.emplace(both(path, blob), pair).first->second;
}

std::span<const LeakNumber> LeakTable::at(PathNumber path, std::uint32_t blob) {
  const Pair& found = pair(path, blob);
  return std::span(leaks_of_).subspan(found.begin, found.end - found.begin);
}

std::span<const LeakNumber> LeakTable::count(PathNumber path,
                                             std::uint32_t blob) {
  Pair& found = pair(path, blob);
  const auto leaks =
      std::span(leaks_of_).subspan(found.begin, found.end - found.begin);
  held_[blob] = true;
  if (!found.counted && &found != &none_) {
    found.counted = true;
    for (LeakNumber leak : leaks) ++leaks_[leak].versions;
  }
  return leaks;
}

}  // namespace stanch
