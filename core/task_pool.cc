// SPDX-License-Identifier: Apache-2.0
#include "core/task_pool.h"

#include <algorithm>
#include <utility>

namespace stanch {
namespace {

constexpr std::size_t kQueueLimit = 1024;

}  // namespace

TaskPool::TaskPool(unsigned threads, const std::atomic<bool>* interrupted)
    : limit_(threads != 0 ? threads
                          : std::max(1u, std::thread::hardware_concurrency())),
      interrupted_(interrupted) {}

void TaskPool::run(Task first) {
  {
    std::lock_guard lock(mutex_);
    queue_.push_back(std::move(first));
  }
  work(0);
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void TaskPool::spawn(unsigned worker, Task task) {
  if (!offer(task)) task(worker);
}

void TaskPool::update_hunger() {
  bool can_take = idle_ > 0 || threads_.size() + 1 < limit_;
  hungry_.store(can_take && queue_.empty(), std::memory_order_relaxed);
}

bool TaskPool::offer(Task& task) {
  std::lock_guard lock(mutex_);
  if (queue_.size() >= kQueueLimit) return false;
  queue_.push_back(std::move(task));
  if (idle_ > 0) {
    ready_.notify_one();
  } else if (threads_.size() + 1 < limit_) {
    auto worker = static_cast<unsigned>(threads_.size()) + 1;
    threads_.emplace_back([this, worker] { work(worker); });
  }
  update_hunger();
  return true;
}

void TaskPool::work(unsigned worker) {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (queue_.empty() && busy_ > 0) {
      ++idle_;
      update_hunger();
      ready_.wait(lock);
      --idle_;
    }
    if (queue_.empty()) break;  // nobody is left to spawn more
    Task task = std::move(queue_.back());
    queue_.pop_back();
    ++busy_;
    update_hunger();
    lock.unlock();
    if (!stopped()) task(worker);
    task = nullptr;
    lock.lock();
    --busy_;
  }
  ready_.notify_all();
}

}  // namespace stanch
