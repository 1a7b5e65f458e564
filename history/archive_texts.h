// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "core/source.h"

namespace stanch {

// How archives among the objects are opened (files/content_scanner.h).
struct ArchiveReading {
  unsigned depth = 0;  // 0: they are scanned as the bytes they are
  // What windows of long members share: the longest match and what is read
  // round it.
  std::size_t overlap = std::size_t{64} << 10;
};

// Whether an object is to be opened instead of scanned.
bool is_archive(std::string_view bytes, const ArchiveReading& reading);

// Lends every text in such an object, named behind `provenance`'s path, and
// tells what could not be read. The same texts in the same order each time.
void read_archive(std::string_view bytes, const Provenance& provenance,
                  const ArchiveReading& reading,
                  const std::function<void(const Blob&)>& scan,
                  const std::function<void(Skipped)>& skip);

}  // namespace stanch
