// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "odb/multi_pack_index.h"
#include "odb/object.h"
#include "odb/pack.h"

namespace stanch {

// The packs of one folder ("objects/pack"), sorted by name.
struct PackFolder {
  // What some of the packs borrow.
  std::vector<std::unique_ptr<MultiPackIndex>> shared;
  std::vector<Pack> packs;
  std::vector<StoreProblem> problems;
};

// Opens all that can be opened. A pack without an index, or an index without
// its pack, may be another process at work: then it looks again, twice, before
// that is a problem.
PackFolder open_packs(const std::string& folder, HashKind kind);

// What a folder of packs looked like at some time: enough to tell cheaply, and
// for sure, whether packs came or went since.
struct PackFolderState {
  std::vector<std::string> names;  // of packs and their indexes, sorted
  std::int64_t seconds = 0;        // of its last change
  std::int64_t nanoseconds = 0;
  // It changed so shortly before that another change could bear the same time.
  bool fresh = false;
};
PackFolderState look_at_packs(const std::string& folder);
bool has_changed(const std::string& folder, const PackFolderState& since);

// Computes the checksums at the ends of the pack and of its index and adds what
// is wrong.
void verify(const Pack& pack, std::vector<StoreProblem>& problems);

}  // namespace stanch
