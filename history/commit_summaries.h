// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>

#include "core/finding.h"
#include "history/commit_table.h"
#include "odb/object_store.h"

namespace stanch {

// Reads what is told of commits, each once. One thread.
class CommitSummaries {
 public:
  CommitSummaries(const ObjectStore& store, const CommitTable& commits)
      : commits_(commits), reader_(store), kind_(store.layout().hash) {}

  // Nothing for kNoCommit. Of a commit that cannot be read, only the id.
  std::optional<CommitSummary> get(CommitNumber commit);

 private:
  const CommitTable& commits_;
  ObjectReader reader_;
  HashKind kind_;
  std::map<CommitNumber, CommitSummary> known_;
};

}  // namespace stanch
