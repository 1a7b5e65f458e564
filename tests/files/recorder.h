// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/source.h"

namespace stanch {

// One blob, copied.
struct RecordedBlob {
  std::string bytes;
  Provenance provenance;
  std::optional<Range> owned;
  Position start;
  std::uint64_t offset = 0;
};

// Runs the tasks of a source and keeps what they scanned and skipped.
class Recorder {
 public:
  // With one thread the tasks run one after the other; `inline_spawn` runs each
  // where it is spawned, as a pipeline does whose queue is full.
  void run(Source& source, unsigned threads = 1, bool inline_spawn = false);

  // For a test that looks at the bytes itself; they are not kept then.
  std::function<void(const Blob&)> on_scan;
  // Called before each task.
  std::function<void()> before_task;
  bool stop = false;

  std::vector<RecordedBlob> blobs;
  std::vector<Skipped> skipped;  // sorted

  // Path to bytes; each file must have come once.
  std::map<std::string, std::string> files() const;
  std::vector<std::string> paths() const;  // sorted

 private:
  TaskContext context();
  void work();

  std::mutex mutex_;
  std::deque<Task> tasks_;
  unsigned running_ = 0;
  bool inline_ = false;
};

}  // namespace stanch
