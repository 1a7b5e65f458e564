// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace stanch {

// What all buffers of a walk take together, and may take.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::uint64_t limit) : limit_(limit) {}

  void add(std::int64_t bytes) {
    live_.fetch_add(bytes, std::memory_order_relaxed);
  }
  bool is_spent() const {
    return live_.load(std::memory_order_relaxed) > limit_;
  }

 private:
  std::int64_t limit_;
  std::atomic<std::int64_t> live_ = 0;
};

// Bytes of an object, not set to zero first. Move-only. Its memory counts
// against the budget, which outlives it.
class Buffer {
 public:
  Buffer() = default;
  Buffer(std::size_t capacity, MemoryBudget& budget)
      : bytes_(new char[capacity]), capacity_(capacity), budget_(&budget) {
    budget.add(static_cast<std::int64_t>(capacity));
  }
  ~Buffer() { release(); }
  Buffer(Buffer&& other) noexcept { *this = std::move(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    std::swap(budget_, other.budget_);
    return *this;
  }

  char* data() { return bytes_.get(); }
  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  std::string_view view() const { return {bytes_.get(), size_}; }
  void resize(std::size_t size) { size_ = size; }  // up to the capacity

  void release() {
    if (budget_ != nullptr) budget_->add(-static_cast<std::int64_t>(capacity_));
    bytes_.reset();
    size_ = capacity_ = 0;
    budget_ = nullptr;
  }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  MemoryBudget* budget_ = nullptr;
};

// Keeps a few used buffers, because fresh memory costs more than the copy that
// goes into it. One a thread.
class BufferPool {
 public:
  explicit BufferPool(MemoryBudget& budget) : budget_(budget) {}

  // A buffer of that size, its bytes undefined.
  Buffer take(std::size_t size);
  void give_back(Buffer buffer);

 private:
  MemoryBudget& budget_;
  std::vector<Buffer> free_;
};

}  // namespace stanch
