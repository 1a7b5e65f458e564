// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/range.h"
#include "odb/object_id.h"

namespace stanch {

// Lends a blob's bytes for one call; makes none where it cannot be read.
using LendBlob = std::function<void(
    const ObjectId&, const std::function<void(std::string_view)>&)>;

// A file that differs from every parent.
struct ChangedFile {
  std::string path;
  ObjectId after;
  // What it was in each parent. A parent in which it is new is left out: every
  // line of it is new there.
  std::vector<ObjectId> before;
};

// The lines of `bytes`, the file's own, that no parent has. Merged. Where an
// older blob cannot be read, that parent does not count.
std::vector<Range> fresh_lines(const ChangedFile& file, std::string_view bytes,
                               const LendBlob& lend);

}  // namespace stanch
