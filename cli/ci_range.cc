// SPDX-License-Identifier: Apache-2.0
#include "cli/ci_range.h"

#include <fmt/core.h>

#include "git/open_revisions.h"

namespace stanch {

Result<CommitChoice> commits_of(const CiPlan& plan,
                                const std::string& repository) {
  auto opened = OpenRevisions::open(repository);
  if (!opened) return std::unexpected(std::move(opened.error()));
  OpenRevisions& revisions = **opened;
  bool is_shallow = !revisions.store.layout().shallow.empty();

  auto missing = [&](std::string_view what) {
    return fail(ErrorKind::kUnreadable,
                fmt::format("{}, {}: {} is not in this clone; {}", plan.system,
                            plan.event, what, plan.how_to_deepen));
  };
  auto head = revisions.commit(plan.head);
  if (!head) return missing("commit " + plan.head);
  for (const std::string& base : plan.bases) {
    if (auto found = revisions.commit(base)) {
      CommitChoice choice;
      choice.ranges = {hex(*found) + ".." + hex(*head)};
      return choice;
    }
  }
  if (is_shallow && !plan.bases.empty()) {
    return missing("the start of the range, " + plan.bases.front() + ",");
  }
  CommitChoice choice;
  choice.ranges = {hex(*head)};
  return choice;
}

}  // namespace stanch
