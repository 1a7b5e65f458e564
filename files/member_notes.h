// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/source.h"
#include "files/archive_reader.h"

namespace stanch {

// Scans what an archive says of its members besides their bytes: names, where
// links lead, extended attributes. One for each archive, as a folder that many
// members share is scanned once.
class MemberNotes {
 public:
  // `provenance` is that of the member, with its path behind the archive's
  // `prefix`.
  void scan(const ArchiveMember& member, std::size_t prefix,
            const Provenance& provenance, TaskContext& context);

 private:
  std::string last_;  // the member's path before
};

}  // namespace stanch
