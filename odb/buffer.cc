// SPDX-License-Identifier: Apache-2.0
#include "odb/buffer.h"

#include <algorithm>

namespace stanch {
namespace {

constexpr std::size_t kKept = 8;
// Larger ones go back at once: they are rare.
constexpr std::size_t kLargestKept = std::size_t{16} << 20;
constexpr std::size_t kSmallest = std::size_t{16} << 10;

}  // namespace

Buffer BufferPool::take(std::size_t size) {
  // The smallest that is large enough.
  auto best = free_.end();
  for (auto it = free_.begin(); it != free_.end(); ++it) {
    if (it->capacity() < size) continue;
    if (best == free_.end() || it->capacity() < best->capacity()) best = it;
  }
  Buffer out;
  if (best != free_.end()) {
    out = std::move(*best);
    free_.erase(best);
  } else {
    // The next version is mostly a little longer.
    out = Buffer(std::max(kSmallest, size + size / 8), budget_);
  }
  out.resize(size);
  return out;
}

void BufferPool::give_back(Buffer buffer) {
  if (buffer.capacity() == 0 || buffer.capacity() > kLargestKept) return;
  if (free_.size() >= kKept) {
    auto smallest = std::ranges::min_element(free_, {}, &Buffer::capacity);
    if (smallest->capacity() >= buffer.capacity()) return;
    free_.erase(smallest);
  }
  free_.push_back(std::move(buffer));
}

}  // namespace stanch
