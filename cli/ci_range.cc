// SPDX-License-Identifier: Apache-2.0
#include "cli/ci_range.h"

#include <fmt/core.h>

#include "git/refs.h"
#include "git/revision.h"
#include "odb/layout.h"
#include "odb/object_store.h"

namespace stanch {

Result<CommitChoice> commits_of(const CiPlan& plan,
                                const std::string& repository) {
  auto layout = find_layout(repository);
  if (!layout) return std::unexpected(std::move(layout.error()));
  bool is_shallow = !layout->shallow.empty();
  auto refs = Refs::read(*layout);
  if (!refs) return std::unexpected(std::move(refs.error()));
  auto store = ObjectStore::open(std::move(*layout));
  if (!store) return std::unexpected(std::move(store.error()));
  ObjectReader reader(*store);
  Revisions revisions(*store, *refs, reader);

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
