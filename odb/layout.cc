// SPDX-License-Identifier: Apache-2.0
#include "odb/layout.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "core/environment.h"
#include "core/git_config.h"
#include "core/posix.h"
#include "odb/alternates.h"
#include "odb/discovery.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> unreadable(const std::string& where,
                                  std::string_view why) {
  return fail(
      ErrorKind::kUnreadable,
      fmt::format("cannot read the git repository at '{}': {}", where, why));
}

// Where the repository is that is meant when none is named.
Result<FoundRepository> find_from_environment() {
  const std::string named = environment("GIT_DIR");
  if (named.empty()) return search_repository(".");
  auto target = follow_git_dir(named);
  if (!target) return std::unexpected(target.error());
  if (!*target) {
    return fail(ErrorKind::kUsage,
                fmt::format("GIT_DIR='{}' is no git repository; correct or "
                            "unset it",
                            named));
  }
  // Then the current folder is taken for the top of the work tree.
  return FoundRepository{**target, normal(".")};
}

// Both configuration files that can say something of the layout.
Result<GitConfig> read_config(const Layout& layout) {
  std::string text;
  for (const std::string& path :
       {layout.common_dir + "/config", layout.git_dir + "/config.worktree"}) {
    std::error_code error;
    if (!fs::exists(fs::symlink_status(path, error))) continue;
    auto more = read_small_file(path, LastLink::kFollow);
    if (!more) {
      return unreadable(layout.git_dir, "its configuration cannot be read");
    }
    text += *more + "\n";
    if (!GitConfig(text).is_true("extensions.worktreeconfig")) break;
  }
  return GitConfig(text);
}

// Applies one extension; false where it is not known.
bool apply_extension(std::string_view name, const std::string& value,
                     Layout& layout) {
  if (name == "objectformat") {
    if (value == "sha256") layout.hash = HashKind::kSha256;
    return value == "sha1" || value == "sha256";
  }
  if (name == "refstorage") {
    layout.reftable = value.starts_with("reftable");
    return layout.reftable || value == "files";
  }
  if (name == "partialclone") {
    layout.partial = true;
    return true;
  }
  constexpr std::string_view kHarmless[] = {
      "compatobjectformat", "noop",          "noop-v1", "preciousobjects",
      "relativeworktrees",  "worktreeconfig"};
  return std::ranges::find(kHarmless, name) != std::end(kHarmless);
}

Result<void> apply_format(const GitConfig& config, Layout& layout) {
  const std::string version =
      config.value("core.repositoryformatversion").value_or("0");
  if (version != "0" && version != "1") {
    return unreadable(
        layout.git_dir,
        fmt::format("its format is version {}, and only 0 and 1 are known",
                    version));
  }
  constexpr std::string_view kExtensions = "extensions.";
  for (const GitSetting& setting : config.settings()) {
    std::string_view name = setting.name;
    if (name.starts_with("remote.") && name.ends_with(".promisor") &&
        is_true(setting)) {
      layout.partial = true;
    }
    if (!name.starts_with(kExtensions)) continue;
    name.remove_prefix(kExtensions.size());
    const bool known = apply_extension(name, setting.value, layout);
    // Before version 1 nobody had to heed extensions.
    if (known || version == "0") continue;
    return unreadable(layout.git_dir,
                      fmt::format("its extension '{} = {}' is not known", name,
                                  setting.value));
  }
  return {};
}

// Where the checked-out files are; empty where there are none.
fs::path find_work_tree(const GitConfig& config, const FoundRepository& found,
                        bool linked) {
  if (linked) {
    if (!found.work_tree.empty()) return found.work_tree;
    // The way back from .git/worktrees/<name>.
    auto line = read_line(found.git_dir / "gitdir");
    return line ? normal(found.git_dir / *line).parent_path() : fs::path();
  }
  if (auto set = config.value("core.worktree"); set && !set->empty()) {
    return normal(found.git_dir / *set);
  }
  if (config.is_true("core.bare")) return {};
  if (!found.work_tree.empty()) return found.work_tree;
  if (found.git_dir.filename() == ".git") return found.git_dir.parent_path();
  return {};
}

void read_shallow(Layout& layout) {
  const std::string path = layout.common_dir + "/shallow";
  std::error_code error;
  if (!fs::exists(fs::symlink_status(path, error))) return;
  auto text = read_small_file(path, LastLink::kFollow);
  if (!text) {
    layout.problems.push_back(path + ": it cannot be read");
    return;
  }
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (auto id = ObjectId::parse(rest.substr(0, end))) {
      layout.shallow.push_back(*id);
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::ranges::sort(layout.shallow);
}

}  // namespace

Result<Layout> find_layout(std::string_view path) {
  const bool from_environment = path.empty() || path == ".";
  auto set = [&](const char* name) {
    return from_environment ? environment(name) : std::string();
  };
  auto found = from_environment ? find_from_environment()
                                : search_repository(std::string(path));
  if (!found) return std::unexpected(found.error());

  Layout layout;
  layout.git_dir = found->git_dir;
  const std::string common = set("GIT_COMMON_DIR");
  layout.common_dir =
      common.empty() ? common_dir_of(found->git_dir) : normal(common);
  auto config = read_config(layout);
  if (!config) return std::unexpected(config.error());
  if (auto done = apply_format(*config, layout); !done) {
    return std::unexpected(done.error());
  }
  const std::string work_tree = set("GIT_WORK_TREE");
  const bool linked = layout.common_dir != layout.git_dir;
  layout.work_tree = work_tree.empty() ? find_work_tree(*config, *found, linked)
                                       : normal(work_tree);
  std::string objects = set("GIT_OBJECT_DIRECTORY");
  if (objects.empty()) objects = layout.common_dir + "/objects";
  layout.object_dirs = object_folders(
      objects, set("GIT_ALTERNATE_OBJECT_DIRECTORIES"), layout.problems);
  read_shallow(layout);
  return layout;
}

}  // namespace stanch
