// SPDX-License-Identifier: Apache-2.0
#include "history/commit_summaries.h"

#include "git/commit.h"

namespace stanch {

std::optional<CommitSummary> CommitSummaries::get(CommitNumber number) {
  if (number == kNoCommit) return std::nullopt;
  auto [place, is_new] = known_.try_emplace(number);
  CommitSummary& out = place->second;
  if (!is_new) return out;
  ObjectId id = commits_.id(number);
  out.id = hex(id);
  auto bytes = reader_.read(id, ObjectType::kCommit);
  if (!bytes) return out;
  auto commit = parse_commit(*bytes, kind_);
  if (!commit) return out;
  out.author = commit->author.name;
  out.email = commit->author.email;
  out.date = iso_date(commit->author.time, commit->author.offset);
  out.subject = commit->subject();
  return out;
}

}  // namespace stanch
