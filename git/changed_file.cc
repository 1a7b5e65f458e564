// SPDX-License-Identifier: Apache-2.0
#include "git/changed_file.h"

#include "git/line_diff.h"

namespace stanch {

std::vector<Range> fresh_lines(const ChangedFile& file, std::string_view bytes,
                               const LendBlob& lend) {
  std::vector<Range> fresh = merged({{0, bytes.size()}});
  for (const ObjectId& id : file.before) {
    if (fresh.empty()) break;
    lend(id, [&](std::string_view before) {
      fresh = intersection(fresh, added_lines(before, bytes));
    });
  }
  return fresh;
}

}  // namespace stanch
