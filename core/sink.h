// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/result.h"
#include "core/source.h"

namespace stanch {

// The repository that was scanned, as far as a report can name it.
struct RepositoryNote {
  // Its page, "https://github.com/owner/name", from the address of its remote;
  // without user and password; empty where there is none.
  std::string web;
  std::string forge;     // what serves the page (git/repository_note.h), or ""
  std::string revision;  // HEAD's commit; empty before the first
  std::string branch;    // HEAD's short name; empty where it is detached
};

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
  std::uint64_t ignored = 0;       // secrets that the inventory has as ignored
  double seconds = 0;              // wall clock
  std::int64_t began = 0;          // seconds since 1970
  std::optional<RepositoryNote> repository;
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
