// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/position.h"
#include "core/provenance.h"
#include "core/range.h"

namespace stanch {

// Bytes lent to the scanner for one call. Everything here is borrowed: a
// Finding copies what it keeps. Offsets in `fresh` and `owned` count from the
// first of `bytes`.
struct Blob {
  std::string_view bytes;
  const Provenance& provenance;

  // The bytes that are new. Only findings that touch one of them are reported;
  // the rest is context. Merged (see core/range.h). Absent: all are new.
  std::optional<std::span<const Range>> fresh = std::nullopt;

  // Where a window of a larger text is lent: the bytes that are this window's
  // to report. A finding belongs to the window in which its match starts.
  std::optional<Range> owned = std::nullopt;

  // Position and offset of the first of `bytes` in the whole text.
  Position start = {};
  std::uint64_t offset = 0;
};

}  // namespace stanch
