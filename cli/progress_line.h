// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "history/object_scan.h"

namespace stanch {

// One line on standard error that says how far a scan is, written anew five
// times a second and wiped at the end. Nothing where standard error is no
// terminal.
class ProgressLine {
 public:
  // Borrows what it shows.
  ProgressLine(const ScanProgress& progress, bool wanted);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  void show();

  const ScanProgress& progress_;
  std::mutex mutex_;  // guards done_
  std::condition_variable ended_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace stanch
