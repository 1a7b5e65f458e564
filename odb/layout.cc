// SPDX-License-Identifier: Apache-2.0
#include "odb/layout.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

#include "core/git_config.h"
#include "core/posix.h"
#include "odb/alternates.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::unexpected<Error> unreadable(const fs::path& where, std::string_view why) {
  return fail(ErrorKind::kUnreadable,
              fmt::format("cannot read the git repository at '{}': {}",
                          where.string(), why));
}

// A path that stands alone in a small file, without its line end.
std::optional<std::string> read_line(const fs::path& file) {
  auto text = read_small_file(file, LastLink::kFollow);
  if (!text) return std::nullopt;
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  return text;
}

fs::path normal(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::canonical(path, error);
  return error ? path.lexically_normal() : real;
}

fs::path common_dir_of(const fs::path& git_dir) {
  auto line = read_line(git_dir / "commondir");
  return line ? normal(git_dir / *line) : git_dir;
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

// As git tells: a HEAD that names a ref or a commit, and the two folders.
bool is_git_dir(const fs::path& folder) {
  const fs::path head = folder / "HEAD";
  std::error_code error;
  bool names = false;
  if (fs::is_symlink(head, error)) {
    names = fs::read_symlink(head, error).string().starts_with("refs/");
  }
  if (!names) {
    auto line = read_line(head);
    if (!line) return false;
    names = line->starts_with("ref:") ||
            ObjectId::parse(line->substr(0, line->find_first_of(" \n")));
  }
  const fs::path common = common_dir_of(folder);
  return names && is_folder(common / "objects") && is_folder(common / "refs");
}

struct Found {
  fs::path git_dir;
  fs::path work_tree;  // where the .git was found in; else empty
};

// What the ".git" in a folder leads to: itself, or what its text names.
Result<std::optional<fs::path>> follow(const fs::path& dot_git) {
  std::error_code error;
  const fs::file_status status = fs::status(dot_git, error);
  if (fs::is_directory(status)) {
    if (is_git_dir(dot_git)) return normal(dot_git);
    return std::nullopt;
  }
  if (!fs::is_regular_file(status)) return std::nullopt;
  auto line = read_line(dot_git);
  constexpr std::string_view kMark = "gitdir: ";
  if (!line) return unreadable(dot_git, "it cannot be read");
  if (!line->starts_with(kMark)) {
    return unreadable(dot_git, "it is a file that names no folder");
  }
  const fs::path target = dot_git.parent_path() / line->substr(kMark.size());
  if (!is_git_dir(target)) {
    return unreadable(dot_git, fmt::format("it names '{}', which is none",
                                           target.lexically_normal().string()));
  }
  return normal(target);
}

// The folders at which the way up ends (GIT_CEILING_DIRECTORIES).
bool is_ceiling(const fs::path& folder) {
  const std::string list = environment("GIT_CEILING_DIRECTORIES");
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(':', begin), list.size());
    const fs::path one = list.substr(begin, end - begin);
    if (one.is_absolute() && normal(one) == folder) return true;
    begin = end + 1;
  }
  return false;
}

Result<Found> search_from(const std::string& path) {
  std::error_code error;
  const fs::path start = fs::canonical(path, error);
  auto none = [&](std::string_view why) {
    return fail(ErrorKind::kUsage,
                fmt::format("no git repository at '{}'{}; name one, or scan "
                            "plain files: stanch dir",
                            path, why));
  };
  if (error) return none(": " + describe_error(error.value()));
  if (!fs::is_directory(start, error)) return none(": it is no folder");
  struct stat status = {};
  if (::stat(start.c_str(), &status) != 0) return none("");
  const dev_t device = status.st_dev;
  for (fs::path folder = start;; folder = folder.parent_path()) {
    auto inside = follow(folder / ".git");
    if (!inside) return std::unexpected(inside.error());
    if (*inside) return Found{**inside, folder};
    if (is_git_dir(folder)) return Found{folder, {}};
    const fs::path above = folder.parent_path();
    if (above == folder || is_ceiling(above)) return none(" or above");
    if (::stat(above.c_str(), &status) != 0 || status.st_dev != device) {
      return none(" or above, on the same disk");
    }
  }
}

// Sets what the configuration says of the format; refuses what it must.
Result<void> apply_format(const GitConfig& config, Layout& layout) {
  const std::string version =
      config.value("core.repositoryformatversion").value_or("0");
  if (version != "0" && version != "1") {
    return unreadable(
        layout.git_dir,
        fmt::format("its format is version {}, and only 0 and 1 are known",
                    version));
  }
  for (const GitSetting& setting : config.settings()) {
    constexpr std::string_view kSection = "extensions.";
    if (!setting.name.starts_with(kSection)) continue;
    const std::string_view name =
        std::string_view(setting.name).substr(kSection.size());
    const std::string& value = setting.value;
    bool known = false;
    if (name == "objectformat") {
      known = value == "sha1" || value == "sha256";
      if (value == "sha256") layout.hash = HashKind::kSha256;
    } else if (name == "refstorage") {
      known = value == "files" || value.starts_with("reftable");
      layout.reftable = value.starts_with("reftable");
    } else if (name == "partialclone") {
      known = layout.partial = true;
    } else {
      constexpr std::string_view kHarmless[] = {
          "compatobjectformat", "noop",          "noop-v1", "preciousobjects",
          "relativeworktrees",  "worktreeconfig"};
      known = std::ranges::find(kHarmless, name) != std::end(kHarmless);
    }
    // Before version 1 nobody had to heed extensions.
    if (!known && version == "1") {
      return unreadable(layout.git_dir,
                        fmt::format("its extension {}{}{} is not known", name,
                                    value.empty() ? "" : " = ", value));
    }
  }
  for (const GitSetting& setting : config.settings()) {
    if (setting.name.starts_with("remote.") &&
        setting.name.ends_with(".promisor") && is_true(setting)) {
      layout.partial = true;
    }
  }
  return {};
}

// Where the checked-out files are; empty where there are none.
std::string find_work_tree(const GitConfig& config, const Found& found,
                           bool linked, bool from_environment) {
  std::string named;
  if (from_environment) named = environment("GIT_WORK_TREE");
  if (!named.empty()) return normal(fs::absolute(named));
  if (linked) {
    // The way back from .git/worktrees/<name>, where the way there is unknown.
    if (!found.work_tree.empty()) return found.work_tree;
    auto line = read_line(found.git_dir / "gitdir");
    return line ? normal(found.git_dir / *line).parent_path() : fs::path();
  }
  if (auto set = config.value("core.worktree"); set && !set->empty()) {
    return normal(found.git_dir / *set);
  }
  if (config.is_true("core.bare")) return "";
  if (!found.work_tree.empty()) return found.work_tree;
  if (found.git_dir.filename() == ".git") return found.git_dir.parent_path();
  return "";
}

void read_shallow(Layout& layout) {
  const std::string path = layout.common_dir + "/shallow";
  std::error_code error;
  if (!fs::exists(path, error)) return;
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
  const std::string named =
      from_environment ? environment("GIT_DIR") : std::string();
  Found found;
  if (!named.empty()) {
    auto target = follow(named);
    if (!target) return std::unexpected(target.error());
    if (!*target) {
      return fail(ErrorKind::kUsage,
                  fmt::format("GIT_DIR='{}' is no git repository; correct or "
                              "unset it",
                              named));
    }
    found.git_dir = **target;
  } else {
    auto searched = search_from(path.empty() ? "." : std::string(path));
    if (!searched) return std::unexpected(searched.error());
    found = std::move(*searched);
  }

  Layout layout;
  layout.git_dir = found.git_dir;
  fs::path common = common_dir_of(found.git_dir);
  std::string objects, more;
  if (from_environment) {
    std::string set = environment("GIT_COMMON_DIR");
    if (!set.empty()) common = normal(set);
    objects = environment("GIT_OBJECT_DIRECTORY");
    more = environment("GIT_ALTERNATE_OBJECT_DIRECTORIES");
  }
  layout.common_dir = common;
  std::string text = read_small_file(common / "config", LastLink::kFollow)
                         .value_or(std::string());
  if (GitConfig(text).is_true("extensions.worktreeconfig")) {
    text += '\n';
    text +=
        read_small_file(found.git_dir / "config.worktree", LastLink::kFollow)
            .value_or(std::string());
  }
  const GitConfig config(text);
  if (auto done = apply_format(config, layout); !done) {
    return std::unexpected(done.error());
  }
  layout.work_tree =
      find_work_tree(config, found, common != found.git_dir, from_environment);
  if (objects.empty()) objects = common / "objects";
  layout.object_dirs = object_folders(objects, more, layout.problems);
  read_shallow(layout);
  return layout;
}

}  // namespace stanch
