// SPDX-License-Identifier: Apache-2.0
#include "inventory/run_scope.h"

#include <filesystem>

namespace stanch {
namespace {

namespace fs = std::filesystem;

bool is_below(std::string_view path, std::string_view folder) {
  if (folder == "/") return path.starts_with('/');
  return path.starts_with(folder) &&
         (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

std::string path_below(std::string_view top, std::string_view folder) {
  if (!is_below(folder, top)) return std::string(folder);
  folder.remove_prefix(top == "/" ? 0 : top.size());
  while (folder.starts_with('/')) folder.remove_prefix(1);
  return std::string(folder);
}

NamedPath name_path(const RunScope& scope, std::string_view path) {
  const ScanRoot& first = scope.roots.front();
  if (first.folder.empty()) return {first.repository, std::string(path)};
  std::error_code ignored;
  std::string whole =
      fs::absolute(fs::path(path), ignored).lexically_normal().string();
  const ScanRoot* best = &first;
  for (const ScanRoot& root : scope.roots) {
    bool is_closer = root.folder.size() > best->folder.size() ||
                     !is_below(whole, best->folder);
    if (is_below(whole, root.folder) && is_closer) best = &root;
  }
  return {best->repository, path_below(best->top, whole)};
}

}  // namespace stanch
