// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/result.h"
#include "core/source.h"

namespace stanch {

// What one run did, known when its reports are written.
struct RunSummary {
  std::string target;    // as the user named it: "dir ."
  bool complete = true;  // everything asked for was read
  bool interrupted = false;
  std::vector<Skipped> skipped;  // sorted
  std::uint64_t bytes = 0;       // scanned, each once
  std::uint64_t blobs = 0;
  std::string_view unit = "file";  // what they are to a person
  std::uint64_t secrets = 0;       // findings that follow
  std::uint64_t doubtful = 0;      // left out for too little confidence
  double seconds = 0;              // wall clock
};

// Receives the findings of one run in their final order: begin, accept for
// each, end. Every reporter, and the inventory, is one. Called from one thread.
// An error ends the calls.
class FindingSink {
 public:
  virtual ~FindingSink() = default;

  virtual Result<void> begin(const RunSummary& run) = 0;
  virtual Result<void> accept(const Finding& finding) = 0;
  virtual Result<void> end(const RunSummary& run) = 0;
};

}  // namespace stanch
