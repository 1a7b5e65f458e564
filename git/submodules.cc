// SPDX-License-Identifier: Apache-2.0
#include "git/submodules.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "core/git_config.h"
#include "core/posix.h"
#include "git/index_file.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

// Submodules of submodules, and folders in the name of one.
constexpr int kDeepestSubmodule = 64;

bool is_git_dir(const fs::path& folder) {
  std::error_code error;
  return fs::is_regular_file(folder / "HEAD", error) &&
         fs::is_directory(folder / "objects", error) &&
         fs::is_directory(folder / "refs", error);
}

// Relative, and by no ".." or other trick out of where it starts.
bool stays_inside(const std::string& path) {
  const fs::path given(path);
  if (path.empty() || given.is_absolute()) return false;
  return std::ranges::none_of(given, [](const fs::path& part) {
    return part == ".." || part == ".git" || part.empty();
  });
}

// {name: path}, as .gitmodules has them.
using Names = std::map<std::string, std::string>;

Names names_in(const std::string& work_tree) {
  Names out;
  auto text = read_small_file(work_tree + "/.gitmodules", LastLink::kRefuse);
  const GitConfig config(text.value_or(""));
  constexpr std::string_view kSection = "submodule.";
  constexpr std::string_view kKey = ".path";
  for (const GitSetting& setting : config.settings()) {
    std::string_view name = setting.name;
    if (name.size() <= kSection.size() + kKey.size() ||
        !name.starts_with(kSection) || !name.ends_with(kKey) ||
        !stays_inside(setting.value)) {
      continue;
    }
    name.remove_prefix(kSection.size());
    name.remove_suffix(kKey.size());
    out[std::string(name)] = setting.value;
  }
  return out;
}

class Finder {
 public:
  void search(const Layout& layout, const std::string& prefix, int depth) {
    if (depth > kDeepestSubmodule) return;
    Names names;
    if (!layout.work_tree.empty()) names = names_in(layout.work_tree);
    search_modules(fs::path(layout.common_dir) / "modules", names, prefix,
                   depth);
    // Linked work trees have submodules of their own.
    std::error_code error;
    fs::directory_iterator trees(layout.common_dir + "/worktrees", error);
    for (; !error && trees != fs::directory_iterator();
         trees.increment(error)) {
      search_modules(trees->path() / "modules", names, prefix, depth);
    }
    if (!layout.work_tree.empty()) {
      search_work_tree(layout, names, prefix, depth);
    }
  }

  Submodules result() {
    std::ranges::sort(out_.present);
    std::ranges::sort(out_.skipped);
    return std::move(out_);
  }

 private:
  // The folder `modules` of a git dir. Names may hold '/'.
  void search_modules(const fs::path& modules, const Names& names,
                      const std::string& prefix, int depth) {
    std::vector<std::pair<fs::path, std::string>> pending = {{modules, ""}};
    while (!pending.empty()) {
      auto [folder, name] = std::move(pending.back());
      pending.pop_back();
      if (!name.empty() && is_git_dir(folder)) {
        auto known = names.find(name);
        add(folder, prefix + (known == names.end() ? name : known->second),
            depth);
        continue;
      }
      if (std::ranges::count(name, '/') > kDeepestSubmodule) continue;
      std::error_code error;
      fs::directory_iterator entries(folder, error);
      if (error == std::errc::no_such_file_or_directory) continue;
      for (; !error && entries != fs::directory_iterator();
           entries.increment(error)) {
        std::error_code ignored;
        if (!fs::is_directory(entries->symlink_status(ignored))) continue;
        std::string inner = entries->path().filename().string();
        pending.emplace_back(entries->path(),
                             name.empty() ? inner : name + "/" + inner);
      }
      if (error) out_.skipped.push_back({folder.string(), error.message()});
    }
  }

  // What .gitmodules and the index say is checked out.
  void search_work_tree(const Layout& layout, const Names& names,
                        const std::string& prefix, int depth) {
    std::set<std::string> paths;
    for (const auto& [name, path] : names) paths.insert(path);
    // The index of a SHA-256 repository is not read.
    if (layout.hash == HashKind::kSha1) add_links(layout.git_dir, paths);
    for (const std::string& path : paths) {
      search_path(layout.work_tree, path, prefix, depth);
    }
  }

  static void add_links(const std::string& git_dir,
                        std::set<std::string>& paths) {
    auto index = IndexFile::read(git_dir + "/index");
    if (!index) return;
    for (const IndexEntry& entry : index->entries()) {
      if ((entry.mode & kTypeMask) != kTypeSubmodule) continue;
      std::string path(entry.path);
      if (stays_inside(path)) paths.insert(std::move(path));
    }
  }

  void search_path(const std::string& work_tree, const std::string& path,
                   const std::string& prefix, int depth) {
    std::error_code error;
    const fs::path root = fs::canonical(work_tree, error);
    const fs::path folder = fs::weakly_canonical(root / path, error);
    // Other than a folder a link may lead out.
    const bool inside =
        !error &&
        stays_inside(folder.lexically_relative(root).generic_string());
    const std::string shown = prefix + path;
    if (!inside || !fs::exists(folder / ".git", error)) {
      if (!shown_.contains(shown)) {
        out_.skipped.push_back(
            {shown, "a submodule that is not here", Skipped::Why::kByRule});
      }
      return;
    }
    if (auto found = find_layout(folder.string())) {
      add(found->git_dir, shown, depth);
    } else {
      out_.skipped.push_back({shown, found.error().message});
    }
  }

  void add(const fs::path& git_dir, const std::string& path, int depth) {
    std::error_code error;
    const std::string real = fs::canonical(git_dir, error).string();
    if (error) {
      out_.skipped.push_back({path, error.message()});
      return;
    }
    shown_.insert(path);
    if (!seen_.insert(real).second) return;
    out_.present.push_back({path, real});
    auto layout = find_layout(real);
    // One that cannot be read is said by whoever reads it.
    if (layout) search(*layout, path + "/", depth + 1);
  }

  Submodules out_;
  std::set<std::string> seen_;   // git dirs
  std::set<std::string> shown_;  // their paths
};

}  // namespace

Submodules find_submodules(const Layout& layout) {
  Finder finder;
  finder.search(layout, "", 0);
  return finder.result();
}

}  // namespace stanch
