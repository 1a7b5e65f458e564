// SPDX-License-Identifier: Apache-2.0
#include "history/archive_texts.h"

#include "files/content_scanner.h"
#include "files/memory_stream.h"

namespace stanch {

bool is_archive(std::string_view bytes, const ArchiveReading& reading) {
  return reading.depth > 0 && archive_kind(bytes) != ArchiveKind::kNone;
}

void read_archive(std::string_view bytes, const Provenance& provenance,
                  const ArchiveReading& reading,
                  const std::function<void(const Blob&)>& scan,
                  const std::function<void(Skipped)>& skip) {
  TaskContext context;
  context.scan = scan;
  context.skip = skip;
  context.stopped = [] { return false; };
  ContentScanner contents({.windows = {.overlap = reading.overlap},
                           .archive_depth = reading.depth});
  MemoryStream stream(bytes);
  contents.scan(stream, bytes.size(), provenance, context);
}

}  // namespace stanch
