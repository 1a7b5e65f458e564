// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "core/task_pool.h"
#include "history/attribution.h"
#include "history/object_scan.h"
#include "history/secret_numbers.h"

namespace stanch {

// What findings are made of. All borrowed.
struct Stories {
  const ObjectStore& store;
  const RuleDatabase& database;
  const ScanOptions& scan;
  const ArchiveReading& archives;
  const CommitTable& commits;
  const RefTips& tips;
  const Attribution& attribution;
  const SecretNumbers& secrets;
  std::span<const FlaggedObject> flagged;  // by id
  std::span<const ObjectId> blobs;         // as in Flagged::blobs
  std::int64_t now = 0;                    // seconds since 1970
};

// One finding for each secret whose story is not empty, by first place. Its
// places: each path that ever had it, as it stood there in the first commit;
// each message; each blob that is in no commit. The first place is where the
// story begins. Reads and scans one object for each place. What cannot be read
// any more is added to `problems`.
std::vector<Finding> story_findings(const Stories& stories, TaskPool& pool,
                                    std::vector<std::string>& problems);

}  // namespace stanch
