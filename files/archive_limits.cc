// SPDX-License-Identifier: Apache-2.0
#include "files/archive_limits.h"

#include <fmt/core.h>

namespace stanch {

Result<void> count_expanded(std::uint64_t bytes, const ArchiveLimits& limits,
                            ArchiveUse& use) {
  use.expanded += bytes;
  if (use.expanded > limits.total) {
    use.is_refused = true;
    return fail(ErrorKind::kUnreadable,
                fmt::format("holds more than {} bytes: the total limit of "
                            "archives; the rest was not read",
                            limits.total));
  }
  if (use.expanded > limits.ratio_from &&
      use.expanded / limits.ratio > use.stored) {
    use.is_refused = true;
    return fail(ErrorKind::kUnreadable,
                fmt::format("expands to more than {} times its size: the ratio "
                            "limit of archives; the rest was not read",
                            limits.ratio));
  }
  return {};
}

}  // namespace stanch
