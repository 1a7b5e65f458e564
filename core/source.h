// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "core/blob.h"

namespace stanch {

// Something that was asked for and not scanned.
struct Skipped {
  enum class Why {
    kUnreadable,  // it should have been read: the run is incomplete
    kByRule,      // it has no content to scan, or the user left it out
  };
  std::string path;
  std::string reason;  // one line without the path: "permission denied"
  Why why = Why::kUnreadable;

  auto operator<=>(const Skipped&) const = default;
};

class TaskContext;

// One independent piece of reading. The thread that reads the bytes scans them.
using Task = std::move_only_function<void(TaskContext&)>;

// What a running task may ask for. It belongs to one worker thread and lives
// as long as the task runs.
class TaskContext {
 public:
  // Scans the blob now, on this thread; the bytes may be reused afterwards.
  std::function<void(const Blob&)> scan;
  // Names what could not be, or need not be, scanned.
  std::function<void(Skipped)> skip;
  // Hands a further piece of work to whichever thread is free. When the queue
  // is full it runs here and now, so a task must hold no lock while it spawns.
  std::function<void(Task)> spawn;
  // True once the run was interrupted: return soon.
  std::function<bool()> stopped;
};

// Something that splits itself into tasks: folders, a stream, the index.
class Source {
 public:
  virtual ~Source() = default;

  // Called once, as the first task, on a worker thread. The source outlives
  // every task that it spawns.
  virtual void split(TaskContext& context) = 0;
};

}  // namespace stanch
