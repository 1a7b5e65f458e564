// SPDX-License-Identifier: Apache-2.0
#include "files/member_notes.h"

#include <algorithm>
#include <utility>

namespace stanch {
namespace {

// The bytes of `text` from `begin` on, which is not 0: so they are owned by a
// window that is not the first, and no text of their own is counted.
void lend(std::string_view text, std::size_t begin, Provenance provenance,
          std::string part, TaskContext& context) {
  provenance.attributes.emplace_back("part", std::move(part));
  context.scan({.bytes = text,
                .provenance = provenance,
                .owned = Range{begin, text.size()}});
}

void lend_value(const std::string& value, const Provenance& provenance,
                std::string part, TaskContext& context) {
  if (!value.empty()) {
    lend(" " + value, 1, provenance, std::move(part), context);
  }
}

}  // namespace

void MemberNotes::scan(const ArchiveMember& member, std::size_t prefix,
                       const Provenance& provenance, TaskContext& context) {
  // What comes behind the last folder that the path shares with the one before
  // is new: each part of it, told to be in the folder above.
  std::string_view path = std::string_view(provenance.path).substr(prefix);
  std::size_t same = static_cast<std::size_t>(
      std::ranges::mismatch(path, last_).in1 - path.begin());
  std::size_t slash = path.substr(0, same).rfind('/');
  std::size_t shared = slash == path.npos ? 0 : slash + 1;
  while (shared < path.size()) {
    std::size_t end = std::min(path.find('/', shared), path.size());
    Provenance folder = provenance;
    folder.path.resize(prefix + shared);
    lend("/" + std::string(path.substr(0, end)), shared + 1, std::move(folder),
         "name", context);
    shared = end + 1;
  }
  last_ = path;
  if (member.type == ArchiveMember::Type::kSymlink) {
    lend_value(member.link, provenance, "link", context);
  }
  for (const auto& [name, value] : member.xattrs) {
    lend_value(value, provenance, "xattr " + name, context);
  }
}

}  // namespace stanch
