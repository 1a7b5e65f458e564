// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/range.h"

namespace stanch {

// Where the entries of a pack start, in order, and in which row of an index
// each stands. An entry's number is its place in this order. Some 16 bytes an
// entry; made in linear time where entries are spread as packs spread them.
class EntryTable {
 public:
  struct Entry {
    std::uint64_t offset = 0;
    std::uint32_t row = 0;
  };
  // What could not be taken in: offsets that are no offsets of the pack, and
  // rows that lead to where another, the first, leads already.
  struct Astray {
    std::vector<Entry> outside;
    std::vector<Entry> doubles;
  };

  EntryTable() = default;
  // Of `count` entries, of which entry_of(i) tells; it is asked twice for each.
  // The pack's entries lie within `bounds`.
  EntryTable(std::uint32_t count,
             const std::function<Entry(std::uint32_t)>& entry_of, Range bounds,
             Astray& astray);

  std::uint32_t size() const {
    return static_cast<std::uint32_t>(offsets_.size());
  }
  std::uint64_t offset(std::uint32_t entry) const { return offsets_[entry]; }
  std::uint32_t row(std::uint32_t entry) const { return rows_[entry]; }
  std::optional<std::uint32_t> entry_at(std::uint64_t offset) const;
  // Where the entry must have ended.
  std::uint64_t end(std::uint32_t entry) const {
    return entry + 1 < size() ? offsets_[entry + 1] : end_;
  }
  // Where an entry at this offset, which need not be known, must have ended.
  std::uint64_t end_after(std::uint64_t offset) const;

 private:
  void add_sorted(std::vector<Entry>& part, std::size_t bucket,
                  std::size_t past_bucket, Astray& astray);
  // The first entry that does not start before the offset.
  std::uint32_t lower_bound(std::uint64_t offset) const;

  std::vector<std::uint64_t> offsets_;
  std::vector<std::uint32_t> rows_;
  // Entries at offsets of [k << shift_, k + 1 << shift_) are
  // [buckets_[k], buckets_[k + 1]).
  std::vector<std::uint32_t> buckets_;
  unsigned shift_ = 0;
  std::uint64_t end_ = 0;
};

}  // namespace stanch
