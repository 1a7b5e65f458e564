// SPDX-License-Identifier: Apache-2.0
#include "history/path_table.h"

#include <algorithm>

#include "git/tree_entry.h"

namespace stanch {
namespace {

constexpr std::size_t kFirstPathSlots = 1024;

std::size_t hash(PathNumber folder, std::uint32_t name) {
  std::uint64_t mixed = std::uint64_t{folder} << 32 | name;
  mixed = (mixed ^ mixed >> 32) * 0x9e3779b97f4a7c15U;
  mixed = (mixed ^ mixed >> 29) * 0xbf58476d1ce4e5b9U;
  return mixed ^ mixed >> 32;
}

}  // namespace

PathTable::PathTable(const TreeChanges& names)
    : names_(names), paths_(1), slots_(kFirstPathSlots) {}

PathNumber PathTable::add(PathNumber folder, std::uint32_t name) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash(folder, name) & mask;
  for (; slots_[at] != kRootPath; at = (at + 1) & mask) {
    const Path& path = paths_[slots_[at]];
    if (path.folder == folder && path.name == name) return slots_[at];
  }
  const Path& above = paths_[folder];
  if (paths_.size() >= kMost || above.depth > kDeepestFolder) return kNoPath;
  const auto length = static_cast<std::uint32_t>(std::min<std::size_t>(
      above.length + (above.depth > 0 ? 1 : 0) + names_.name(name).size(),
      std::numeric_limits<std::uint32_t>::max()));
  const auto number = static_cast<PathNumber>(paths_.size());
  paths_.push_back({folder, name, length, above.depth + 1});
  slots_[at] = number;
  if (paths_.size() * 2 > slots_.size()) grow();
  return number;
}

void PathTable::grow() {
  slots_.assign(slots_.size() * 2, kRootPath);
  const std::size_t mask = slots_.size() - 1;
  for (PathNumber i = 1; i < paths_.size(); ++i) {
    std::size_t at = hash(paths_[i].folder, paths_[i].name) & mask;
    while (slots_[at] != kRootPath) at = (at + 1) & mask;
    slots_[at] = i;
  }
}

std::vector<std::uint32_t> PathTable::names(PathNumber path) const {
  std::vector<std::uint32_t> out;
  for (; path != kRootPath; path = paths_[path].folder) {
    out.push_back(paths_[path].name);
  }
  std::ranges::reverse(out);
  return out;
}

std::string PathTable::text(PathNumber path) const {
  std::string out;
  out.reserve(length(path));
  for (std::uint32_t name : names(path)) {
    if (!out.empty()) out += '/';
    out += names_.name(name);
  }
  return out;
}

}  // namespace stanch
