// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "history/object_scan.h"
#include "scanner/pipeline.h"

namespace stanch {

// One line on standard error that says how far a scan is, written anew five
// times a second and wiped at the end. Of a history, whose size is known, with
// the time left; of files and layers what was read so far, after a second.
// Nothing where standard error is no terminal.
class ProgressLine {
 public:
  // Borrows what it shows.
  ProgressLine(const ScanProgress& progress, const ReadProgress& read,
               bool wanted);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  void show();

  const ScanProgress& progress_;
  const ReadProgress& read_;
  std::mutex mutex_;  // guards done_
  std::condition_variable ended_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace stanch
