// SPDX-License-Identifier: Apache-2.0
//
// An index is in the order of names; a pack is read in the order of offsets.
// The offsets are sorted as a postman sorts: the pack is cut into about as many
// equal stretches as it has entries, entries are counted into them and laid
// down there, and what little shares a stretch is sorted by comparing. Where
// there are millions, they are laid down in a thousand parts first, as each of
// these fits into the cache. The cuts are kept: they find the entry at an
// offset without halving the whole table.
#include "odb/entry_table.h"

#include <algorithm>
#include <bit>

namespace stanch {
namespace {

constexpr unsigned kPartBits = 10;

// Turns counts, each at the place after its own, into where each begins.
void sum_up(std::vector<std::uint32_t>& counts) {
  for (std::size_t i = 1; i < counts.size(); ++i) counts[i] += counts[i - 1];
}

}  // namespace

EntryTable::EntryTable(std::uint32_t count,
                       const std::function<Entry(std::uint32_t)>& entry_of,
                       Range bounds, Astray& astray)
    : end_(bounds.end) {
  const std::uint64_t stretch = end_ / (std::uint64_t{count} + 1) + 1;
  shift_ = static_cast<unsigned>(std::bit_width(stretch)) - 1;
  const std::uint64_t last = end_ >> shift_;
  const auto width = static_cast<unsigned>(std::bit_width(last));
  const unsigned coarse = width > kPartBits ? width - kPartBits : 0;
  const unsigned part_shift = shift_ + coarse;

  auto is_inside = [&](const Entry& entry) {
    return entry.offset >= bounds.begin && entry.offset < bounds.end;
  };
  std::vector<std::uint32_t> begins((end_ >> part_shift) + 2);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Entry entry = entry_of(i);
    if (is_inside(entry)) {
      ++begins[(entry.offset >> part_shift) + 1];
    } else {
      astray.outside.push_back(entry);
    }
  }
  sum_up(begins);
  std::vector<Entry> sorted(begins.back());
  // Each begin moves to the end of its part, where the next one begins.
  for (std::uint32_t i = 0; i < count; ++i) {
    const Entry entry = entry_of(i);
    if (is_inside(entry)) {
      sorted[begins[entry.offset >> part_shift]++] = entry;
    }
  }

  offsets_.reserve(sorted.size());
  rows_.reserve(sorted.size());
  buckets_.resize(last + 2);
  std::vector<Entry> part;
  std::uint32_t from = 0;
  for (std::uint64_t k = 0; k + 1 < begins.size(); ++k) {
    part.assign(sorted.begin() + from, sorted.begin() + begins[k]);
    from = begins[k];
    add_sorted(part, k << coarse, std::min((k + 1) << coarse, last + 1),
               astray);
  }
  buckets_.back() = size();
}

// Adds what lies in the buckets [bucket, past_bucket), and their cuts.
void EntryTable::add_sorted(std::vector<Entry>& part, std::size_t bucket,
                            std::size_t past_bucket, Astray& astray) {
  std::vector<std::uint32_t> ends(past_bucket - bucket + 1);
  for (const Entry& entry : part) {
    ++ends[(entry.offset >> shift_) - bucket + 1];
  }
  sum_up(ends);
  std::vector<Entry> sorted(part.size());
  for (const Entry& entry : part) {
    sorted[ends[(entry.offset >> shift_) - bucket]++] = entry;
  }
  auto comes_before = [](const Entry& a, const Entry& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.row < b.row;
  };
  std::uint32_t from = 0;
  for (std::size_t k = bucket; k < past_bucket; ++k) {
    const std::uint32_t to = ends[k - bucket];
    if (to - from > 1) {
      std::sort(sorted.begin() + from, sorted.begin() + to, comes_before);
    }
    buckets_[k] = size();
    for (; from < to; ++from) {
      if (!offsets_.empty() && offsets_.back() == sorted[from].offset) {
        astray.doubles.push_back(sorted[from]);
      } else {
        offsets_.push_back(sorted[from].offset);
        rows_.push_back(sorted[from].row);
      }
    }
  }
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
