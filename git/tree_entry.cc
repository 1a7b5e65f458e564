// SPDX-License-Identifier: Apache-2.0
#include "git/tree_entry.h"

#include <algorithm>

namespace stanch {

bool take_entry(std::string_view& bytes, HashKind kind, TreeEntry& entry) {
  std::size_t nul = bytes.find('\0');
  if (nul == std::string_view::npos) return false;
  std::size_t space = bytes.substr(0, nul).find(' ');
  if (space == std::string_view::npos || space == 0 || space > 10 ||
      nul == space + 1 || bytes.size() - nul - 1 < id_size(kind)) {
    return false;
  }
  entry.mode = 0;
  for (char digit : bytes.substr(0, space)) {
    if (digit < '0' || digit > '7') return false;
    entry.mode = entry.mode * 8 + static_cast<std::uint32_t>(digit - '0');
  }
  entry.name = bytes.substr(space + 1, nul - space - 1);
  entry.id =
      ObjectId(reinterpret_cast<const std::uint8_t*>(&bytes[nul + 1]), kind);
  bytes.remove_prefix(nul + 1 + id_size(kind));
  return true;
}

bool comes_before(const TreeEntry& a, const TreeEntry& b) {
  std::size_t common = std::min(a.name.size(), b.name.size());
  int order = a.name.substr(0, common).compare(b.name.substr(0, common));
  if (order != 0) return order < 0;
  auto next = [common](const TreeEntry& entry) {
    if (common < entry.name.size()) {
      return static_cast<unsigned char>(entry.name[common]);
    }
    return static_cast<unsigned char>(entry.is_folder() ? '/' : '\0');
  };
  return next(a) < next(b);
}

}  // namespace stanch
