// SPDX-License-Identifier: Apache-2.0
#include "history/content_reader.h"

namespace stanch {

void ContentReader::find(Content content, std::uint32_t name, Named& out) {
  out.blobs.clear();
  out.folder = kNoContent;
  entries_.clear();
  maps_.each(
      content,
      [&](std::uint64_t key, std::uint32_t) { entries_.push_back(key); },
      ContentEntry::first_key(name), ContentEntry::last_key(name));
  for (std::uint64_t key : entries_) {
    const ContentEntry entry(key);
    if (entry.is_tree) {
      out.folder = maps_.join(out.folder, entry.target);
    } else {
      out.blobs.push_back(entry.target);
    }
  }
}

std::span<const std::uint32_t> ContentReader::blobs_at(Content content,
                                                       PathNumber path) {
  in_a_.blobs.clear();
  in_a_.folder = content;
  for (std::uint32_t name : paths_.names(path)) {
    if (in_a_.folder == kNoContent) return {};
    find(in_a_.folder, name, in_a_);
  }
  return in_a_.blobs;
}

}  // namespace stanch
