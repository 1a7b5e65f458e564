// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/source.h"

namespace stanch {

// What a source lent for one path.
struct Lent {
  Provenance provenance;
  std::string bytes;
  std::optional<std::vector<Range>> fresh;

  // The fresh bytes, one stretch after the other.
  std::string fresh_text() const {
    if (!fresh) return bytes;
    std::string out;
    for (const Range& range : *fresh) {
      out += bytes.substr(range.begin, range.size());
    }
    return out;
  }
};

// Everything that a source does, run on this thread.
struct Recording {
  std::map<std::string, Lent> blobs;  // by path; windows are joined
  std::vector<Skipped> skipped;       // sorted
  std::size_t windows = 0;            // calls of scan

  // {path: fresh text}
  std::map<std::string, std::string> fresh() const {
    std::map<std::string, std::string> out;
    for (const auto& [path, lent] : blobs) out[path] = lent.fresh_text();
    return out;
  }
};

// Runs a source on this thread, task by task in the order in which they come,
// and tells what was left out, sorted.
std::vector<Skipped> run_here(Source& source,
                              const std::function<void(const Blob&)>& scan);

Recording record(Source& source);

// record(*open_staged(repository at path)); throws on an error.
Recording record_staged(const std::string& path);

}  // namespace stanch
