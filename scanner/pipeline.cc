// SPDX-License-Identifier: Apache-2.0
//
// Workers take tasks from one queue; a task may spawn further ones. The queue
// is bounded: a worker that finds it full runs the new task itself, so nobody
// ever waits for room and the deepest recursion is that of the input's nesting.
// Helper threads start when there is more than one task to run, so that a hook
// that scans six files may never start one.
#include "scanner/pipeline.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "scanner/records.h"

namespace stanch {
namespace {

constexpr std::size_t kQueueLimit = 1024;

// What one thread reads with and what it has found so far.
struct Worker {
  Worker(const RuleDatabase& database, const ScanOptions& options)
      : scanner(database, options) {}

  Scanner scanner;
  std::vector<Finding> findings;
  std::vector<Skipped> skipped;
  std::uint64_t bytes = 0;
  std::uint64_t blobs = 0;
};

class Pool {
 public:
  Pool(const RuleDatabase& database, const PipelineOptions& options)
      : database_(database), options_(options) {
    limit_ = options.threads != 0
                 ? options.threads
                 : std::max(1u, std::thread::hardware_concurrency());
  }

  // Runs `first` and all it spawns; this thread is one of the workers.
  void run(Task first) {
    queue_.push_back(std::move(first));
    work(add_worker());
    for (std::thread& thread : threads_) thread.join();
  }

  std::deque<Worker>& workers() { return workers_; }
  bool stopped() const {
    return options_.interrupted != nullptr &&
           options_.interrupted->load(std::memory_order_relaxed);
  }

 private:
  Worker& add_worker() {
    return workers_.emplace_back(database_, options_.scan);
  }

  // Fills in what tasks on this worker's thread may ask for. In place, because
  // `spawn` may have to run a task in this very context.
  void equip(TaskContext& context, Worker& worker) {
    context.scan = [&worker](const Blob& blob) {
      worker.scanner.scan(blob, worker.findings);
      worker.bytes += blob.owned ? blob.owned->size() : blob.bytes.size();
      // A window that is not the first belongs to a blob counted already.
      bool first = !blob.owned || blob.offset + blob.owned->begin == 0;
      worker.blobs += first ? 1 : 0;
    };
    context.skip = [&worker](Skipped skipped) {
      worker.skipped.push_back(std::move(skipped));
    };
    context.spawn = [this, &context](Task task) {
      if (!offer(task)) task(context);
    };
    context.stopped = [this] { return stopped(); };
  }

  bool offer(Task& task) {
    std::lock_guard lock(mutex_);
    if (queue_.size() >= kQueueLimit) return false;
    queue_.push_back(std::move(task));
    if (idle_ > 0) {
      ready_.notify_one();
    } else if (threads_.size() + 1 < limit_) {
      Worker& worker = add_worker();
      threads_.emplace_back([this, &worker] { work(worker); });
    }
    return true;
  }

  void work(Worker& worker) {
    TaskContext context;
    equip(context, worker);
    std::unique_lock lock(mutex_);
    for (;;) {
      while (queue_.empty() && busy_ > 0) {
        ++idle_;
        ready_.wait(lock);
        --idle_;
      }
      if (queue_.empty()) break;  // nobody is left to spawn more
      Task task = std::move(queue_.back());
      queue_.pop_back();
      ++busy_;
      lock.unlock();
      if (!stopped()) task(context);
      task = nullptr;
      lock.lock();
      --busy_;
    }
    ready_.notify_all();
  }

  const RuleDatabase& database_;
  const PipelineOptions& options_;
  unsigned limit_;

  std::mutex mutex_;  // guards all below
  std::condition_variable ready_;
  std::deque<Task> queue_;
  std::deque<Worker> workers_;  // a deque: workers stay where they are
  std::vector<std::thread> threads_;
  unsigned idle_ = 0;
  unsigned busy_ = 0;
};

}  // namespace

PipelineResult run_pipeline(Source& source, const RuleDatabase& database,
                            const PipelineOptions& options) {
  auto started = std::chrono::steady_clock::now();
  Pool pool(database, options);
  pool.run([&source](TaskContext& context) { source.split(context); });

  PipelineResult result;
  RunSummary& summary = result.summary;
  for (Worker& worker : pool.workers()) {
    std::ranges::move(worker.findings, std::back_inserter(result.findings));
    std::ranges::move(worker.skipped, std::back_inserter(summary.skipped));
    summary.bytes += worker.bytes;
    summary.blobs += worker.blobs;
  }
  result.findings = to_records(std::move(result.findings));
  std::ranges::sort(summary.skipped);
  summary.interrupted = pool.stopped();
  summary.complete =
      !summary.interrupted &&
      std::ranges::none_of(summary.skipped, [](const Skipped& skipped) {
        return skipped.why == Skipped::Why::kUnreadable;
      });
  summary.secrets = result.findings.size();
  summary.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started)
          .count();
  return result;
}

}  // namespace stanch
