// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a tree object, of both kinds of hash: each entry that is taken
// off lies in the bytes and leaves fewer of them.
#include <string_view>

#include "fuzz/target.h"
#include "git/tree_entry.h"

namespace stanch {
namespace {

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

void check_any(std::string_view bytes) {
  check(bytes, HashKind::kSha1);
  check(bytes, HashKind::kSha256);
}

}  // namespace stanch
