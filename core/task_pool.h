// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace stanch {

// Threads that take tasks from one queue; a task may spawn further ones. The
// queue is bounded: who finds it full runs the new task itself, so nobody ever
// waits for room and the deepest recursion is that of the input's nesting.
// Helper threads start when there is more than one task to run, so that a hook
// that scans six files may never start one.
class TaskPool {
 public:
  // Told on which worker it runs: 0 to workers() - 1. No two tasks run on one
  // worker at once, so what belongs to a worker needs no lock.
  using Task = std::move_only_function<void(unsigned worker)>;

  // 0 threads: as many as the machine runs at once. Tasks that have not begun
  // when `interrupted` (may be null; borrowed) turns true are dropped.
  explicit TaskPool(unsigned threads,
                    const std::atomic<bool>* interrupted = nullptr);

  unsigned workers() const { return limit_; }

  // Runs `first` and all it spawns; returns when nothing is left. The calling
  // thread is worker 0.
  void run(Task first);

  // From a task on `worker`: hands out more work. A task must hold no lock
  // while it spawns.
  void spawn(unsigned worker, Task task);

  // Whether a worker has nothing to do and nothing to take: time to split work.
  bool is_hungry() const { return hungry_.load(std::memory_order_relaxed); }
  bool stopped() const {
    return interrupted_ != nullptr &&
           interrupted_->load(std::memory_order_relaxed);
  }

 private:
  bool offer(Task& task);
  void work(unsigned worker);
  void update_hunger();

  unsigned limit_;
  const std::atomic<bool>* interrupted_;
  std::atomic<bool> hungry_ = false;

  std::mutex mutex_;  // guards all below
  std::condition_variable ready_;
  std::deque<Task> queue_;
  std::vector<std::thread> threads_;
  unsigned idle_ = 0;
  unsigned busy_ = 0;
};

}  // namespace stanch
