// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a tree object, of both kinds of hash: each entry that is taken
// off lies in the bytes and leaves fewer of them.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "git/tree_entry.h"

namespace stanch {
namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check(std::string_view bytes, HashKind kind) {
  TreeEntry entry, before;
  bool first = true;
  for (;;) {
    std::size_t left = bytes.size();
    const char* start = bytes.data();
    if (!take_entry(bytes, kind, entry)) break;
    require(bytes.size() < left);
    require(entry.name.data() > start &&
            entry.name.data() + entry.name.size() < bytes.data());
    require(entry.id.size() == id_size(kind));
    if (!first) {
      require(!(comes_before(entry, before) && comes_before(before, entry)));
    }
    before = entry;
    first = false;
  }
}

}  // namespace
}  // namespace stanch

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  stanch::check(bytes, stanch::HashKind::kSha1);
  stanch::check(bytes, stanch::HashKind::kSha256);
  return 0;
}
