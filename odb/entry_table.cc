// SPDX-License-Identifier: Apache-2.0
//
// An index is in the order of names; a pack is read in the order of offsets.
// The offsets are sorted as a postman sorts: the pack is cut into about as many
// equal stretches as it has entries, entries are counted into them and laid
// down there, and what little shares a stretch is sorted by comparing. The cuts
// are kept: they find the entry at an offset without halving the whole table.
#include "odb/entry_table.h"

#include <algorithm>
#include <bit>

namespace stanch {

EntryTable::EntryTable(const std::vector<Entry>& entries, std::uint64_t end,
                       std::vector<Entry>& doubles)
    : end_(end) {
  const std::size_t count = entries.size();
  const std::uint64_t stretch = end / (count + 1) + 1;
  shift_ = static_cast<unsigned>(std::bit_width(stretch)) - 1;
  buckets_.resize((end >> shift_) + 2);
  for (const Entry& entry : entries) ++buckets_[(entry.offset >> shift_) + 1];
  for (std::size_t k = 1; k < buckets_.size(); ++k) {
    buckets_[k] += buckets_[k - 1];
  }
  std::vector<Entry> sorted(count);
  // Each cut moves to the end of its stretch, where the next one begins.
  for (const Entry& entry : entries) {
    sorted[buckets_[entry.offset >> shift_]++] = entry;
  }
  auto comes_before = [](const Entry& a, const Entry& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.row < b.row;
  };
  std::uint32_t from = 0;
  for (std::size_t k = 0; k + 1 < buckets_.size(); ++k) {
    const std::uint32_t to = buckets_[k];
    if (to - from > 1) {
      std::sort(sorted.begin() + from, sorted.begin() + to, comes_before);
    }
    // Doubles are left out, so a stretch starts where the kept ones stand.
    buckets_[k] = static_cast<std::uint32_t>(offsets_.size());
    if (k == 0) {
      offsets_.reserve(count);
      rows_.reserve(count);
    }
    for (; from < to; ++from) {
      if (!offsets_.empty() && offsets_.back() == sorted[from].offset) {
        doubles.push_back(sorted[from]);
        continue;
      }
      offsets_.push_back(sorted[from].offset);
      rows_.push_back(sorted[from].row);
    }
  }
  buckets_.back() = static_cast<std::uint32_t>(offsets_.size());
}

std::uint32_t EntryTable::lower_bound(std::uint64_t offset) const {
  if (offset >= end_) return size();
  const std::uint32_t begin = buckets_[offset >> shift_];
  const std::uint32_t end = buckets_[(offset >> shift_) + 1];
  auto found = std::lower_bound(offsets_.begin() + begin,
                                offsets_.begin() + end, offset);
  return static_cast<std::uint32_t>(found - offsets_.begin());
}

std::optional<std::uint32_t> EntryTable::entry_at(std::uint64_t offset) const {
  const std::uint32_t entry = lower_bound(offset);
  if (entry == size() || offsets_[entry] != offset) return std::nullopt;
  return entry;
}

std::uint64_t EntryTable::end_after(std::uint64_t offset) const {
  const std::uint32_t next = lower_bound(offset + 1);
  return next == size() ? end_ : offsets_[next];
}

}  // namespace stanch
