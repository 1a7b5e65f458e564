// SPDX-License-Identifier: Apache-2.0
#include "tests/files/recorder.h"

#include <algorithm>
#include <thread>

#include "tests/support/catch.h"

namespace stanch {

TaskContext Recorder::context() {
  TaskContext context;
  context.scan = [this](const Blob& blob) {
    if (on_scan) return on_scan(blob);
    std::lock_guard lock(mutex_);
    blobs.push_back({std::string(blob.bytes), blob.provenance, blob.owned,
                     blob.start, blob.offset});
  };
  context.skip = [this](Skipped what) {
    std::lock_guard lock(mutex_);
    skipped.push_back(std::move(what));
  };
  context.spawn = [this](Task task) {
    if (inline_) {
      TaskContext inner = this->context();
      if (before_task) before_task();
      return task(inner);
    }
    std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  };
  context.stopped = [this] { return stop; };
  return context;
}

void Recorder::work() {
  TaskContext own = context();
  std::unique_lock lock(mutex_);
  while (!tasks_.empty() || running_ > 0) {
    if (tasks_.empty()) {
      lock.unlock();
      std::this_thread::yield();
      lock.lock();
      continue;
    }
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    ++running_;
    lock.unlock();
    if (before_task) before_task();
    task(own);
    lock.lock();
    --running_;
  }
}

void Recorder::run(Source& source, unsigned threads, bool inline_spawn) {
  inline_ = inline_spawn;
  TaskContext first = context();
  source.split(first);
  std::vector<std::thread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back([&] { work(); });
  work();
  for (std::thread& other : others) other.join();
  std::ranges::sort(skipped);
}

std::map<std::string, std::string> Recorder::files() const {
  std::map<std::string, std::string> files;
  for (const RecordedBlob& blob : blobs) {
    CHECK(blob.provenance.origin == "file");
    bool is_new = files.emplace(blob.provenance.path, blob.bytes).second;
    INFO(blob.provenance.path);
    CHECK(is_new);
  }
  return files;
}

std::vector<std::string> Recorder::paths() const {
  std::vector<std::string> paths;
  for (const auto& [path, bytes] : files()) paths.push_back(path);
  return paths;
}

}  // namespace stanch
