// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "history/attribution.h"
#include "history/path_table.h"

namespace stanch {

// A secret at a path, by its place in a LeakTable.
using LeakNumber = std::uint32_t;

// Which leaks stand in which blob at which path: asked of whoever scanned them,
// once for each pair. One thread; borrows both arguments.
class LeakTable {
 public:
  // At most so many pairs are asked for, and so many bytes of paths of leaks
  // are kept.
  static constexpr std::size_t kMostPairs = std::size_t{1} << 22;
  static constexpr std::size_t kMostPathBytes = std::size_t{1} << 28;

  LeakTable(const Flagged& flagged, const PathTable& paths)
      : flagged_(flagged), paths_(paths) {}

  // Sorted; lent until the next call.
  std::span<const LeakNumber> at(PathNumber path, std::uint32_t blob);
  // The same, where a commit that counts holds the blob at that path: it is one
  // more version of its leaks.
  std::span<const LeakNumber> count(PathNumber path, std::uint32_t blob);

  LeakNumber size() const { return static_cast<LeakNumber>(leaks_.size()); }
  std::uint32_t secret(LeakNumber leak) const { return leaks_[leak].secret; }
  PathNumber path(LeakNumber leak) const { return leaks_[leak].path; }
  std::uint32_t versions(LeakNumber leak) const {
    return leaks_[leak].versions;
  }
  // Whether a commit that counts holds the blob anywhere: by blob.
  const std::vector<bool>& held() const { return held_; }
  // There was no room for a pair.
  bool is_full() const { return full_; }

 private:
  struct Pair {
    std::uint32_t begin = 0;  // in leaks_of_
    std::uint32_t end = 0;
    bool counted = false;
  };
  struct Leak {
    std::uint32_t secret = 0;
    PathNumber path = kNoPath;
    std::uint32_t versions = 0;
  };

  Pair& pair(PathNumber path, std::uint32_t blob);
  LeakNumber leak(std::uint32_t secret, PathNumber path);

  const Flagged& flagged_;
  const PathTable& paths_;
  std::unordered_map<std::uint64_t, Pair> pairs_;          // path, blob
  std::unordered_map<std::uint64_t, LeakNumber> numbers_;  // secret, path
  std::vector<LeakNumber> leaks_of_;
  std::vector<Leak> leaks_;
  std::vector<bool> held_ = std::vector<bool>(flagged_.blobs.size());
  std::size_t path_bytes_ = 0;
  bool full_ = false;
  Pair none_;
  std::vector<std::uint32_t> secrets_;  // for its memory
};

}  // namespace stanch
