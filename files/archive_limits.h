// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/result.h"

namespace stanch {

// When an archive is refused as one that is made to do harm.
struct ArchiveLimits {
  // So many bytes for each that the outermost archive has; asked from
  // `ratio_from` bytes on, because small ones do no harm.
  std::uint64_t ratio = 250;
  std::uint64_t ratio_from = std::uint64_t{256} << 20;
  std::uint64_t total = std::uint64_t{1} << 40;  // bytes in all
};

// What was read of one outermost archive, and of all that is in it.
struct ArchiveUse {
  std::uint64_t stored = 0;    // bytes of the archive itself
  std::uint64_t expanded = 0;  // bytes that came out, at any depth
  bool is_refused = false;     // a limit was hit
};

// Counts bytes that came out; kUnreadable, with the name of the limit, once
// there are too many.
Result<void> count_expanded(std::uint64_t bytes, const ArchiveLimits& limits,
                            ArchiveUse& use);

}  // namespace stanch
