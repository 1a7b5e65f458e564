// SPDX-License-Identifier: Apache-2.0
#include "scanner/pipeline.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "core/task_pool.h"
#include "scanner/records.h"

namespace stanch {
namespace {

// What one thread reads with and what it has found so far.
struct Worker {
  Worker(const RuleDatabase& database, const ScanOptions& options)
      : scanner(database, options) {}

  Scanner scanner;
  TaskContext context;
  std::vector<Finding> findings;
  std::vector<Skipped> skipped;
  std::uint64_t bytes = 0;
  std::uint64_t blobs = 0;
};

// The source's tasks on a pool's workers.
class Run {
 public:
  Run(const RuleDatabase& database, const PipelineOptions& options)
      : database_(database),
        options_(options),
        pool_(options.threads, options.interrupted),
        workers_(pool_.workers()) {}

  void split(Source& source) {
    pool_.run([&](unsigned worker) { source.split(context(worker)); });
  }

  // Those that had something to do.
  std::vector<std::unique_ptr<Worker>>& workers() { return workers_; }
  bool stopped() const { return pool_.stopped(); }

 private:
  TaskContext& context(unsigned number) {
    auto& worker = workers_[number];
    if (worker == nullptr) {
      worker = std::make_unique<Worker>(database_, options_.scan);
      equip(*worker, number);
    }
    return worker->context;
  }

  // Fills in what tasks on this worker's thread may ask for.
  void equip(Worker& worker, unsigned number) {
    TaskContext& context = worker.context;
    context.scan = [&worker, progress = options_.progress](const Blob& blob) {
      worker.scanner.scan(blob, worker.findings);
      std::uint64_t bytes = blob.owned ? blob.owned->size() : blob.bytes.size();
      // A window that is not the first belongs to a blob counted already.
      bool first = !blob.owned || blob.offset + blob.owned->begin == 0;
      worker.bytes += bytes;
      worker.blobs += first ? 1 : 0;
      if (progress == nullptr) return;
      progress->bytes.fetch_add(bytes, std::memory_order_relaxed);
      progress->blobs.fetch_add(first ? 1 : 0, std::memory_order_relaxed);
    };
    context.skip = [&worker](Skipped skipped) {
      worker.skipped.push_back(std::move(skipped));
    };
    context.spawn = [this, number](Task task) {
      pool_.spawn(number, [this, task = std::move(task)](unsigned on) mutable {
        task(this->context(on));
      });
    };
    context.stopped = [this] { return stopped(); };
  }

  const RuleDatabase& database_;
  const PipelineOptions& options_;
  TaskPool pool_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace

PipelineResult run_pipeline(Source& source, const RuleDatabase& database,
                            const PipelineOptions& options) {
  auto started = std::chrono::steady_clock::now();
  Run run(database, options);
  run.split(source);

  PipelineResult result;
  RunSummary& summary = result.summary;
  for (auto& worker : run.workers()) {
    if (worker == nullptr) continue;
    std::ranges::move(worker->findings, std::back_inserter(result.findings));
    std::ranges::move(worker->skipped, std::back_inserter(summary.skipped));
    summary.bytes += worker->bytes;
    summary.blobs += worker->blobs;
  }
  result.findings = to_records(std::move(result.findings));
  std::ranges::sort(summary.skipped);
  summary.interrupted = run.stopped();
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
