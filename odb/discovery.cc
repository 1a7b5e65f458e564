// SPDX-License-Identifier: Apache-2.0
#include "odb/discovery.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include <fmt/format.h>

#include "core/environment.h"
#include "core/posix.h"
#include "odb/object_id.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

std::unexpected<Error> unreadable(const fs::path& where, std::string_view why) {
  return fail(ErrorKind::kUnreadable,
              fmt::format("cannot read the git repository at '{}': {}",
                          where.string(), why));
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
  const std::string objects = environment("GIT_OBJECT_DIRECTORY");
  return names && is_folder(common / "refs") &&
         is_folder(objects.empty() ? common / "objects" : fs::path(objects));
}

// Whether the way up ends below this folder (GIT_CEILING_DIRECTORIES).
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

std::optional<dev_t> disk_of(const fs::path& folder) {
  struct stat status;
  if (::stat(folder.c_str(), &status) != 0) return std::nullopt;
  return status.st_dev;
}

}  // namespace

std::optional<std::string> read_line(const fs::path& file) {
  auto text = read_small_file(file, LastLink::kFollow);
  if (!text) return std::nullopt;
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  return text;
}

fs::path normal(const fs::path& path) {
  std::error_code error;
  fs::path real = fs::weakly_canonical(path, error);
  return error ? path.lexically_normal() : real;
}

fs::path common_dir_of(const fs::path& git_dir) {
  auto line = read_line(git_dir / "commondir");
  return line ? normal(git_dir / *line) : git_dir;
}

Result<std::optional<fs::path>> follow_git_dir(const fs::path& dot_git) {
  std::error_code error;
  const fs::file_status status = fs::status(dot_git, error);
  if (fs::is_directory(status)) {
    if (is_git_dir(dot_git)) return normal(dot_git);
    if (::access(dot_git.c_str(), X_OK) == 0 || errno != EACCES) {
      return std::nullopt;
    }
    return unreadable(dot_git, describe_error(EACCES));
  }
  if (!fs::is_regular_file(status)) return std::nullopt;
  auto line = read_line(dot_git);
  constexpr std::string_view kMark = "gitdir: ";
  if (!line) return unreadable(dot_git, "the file cannot be read");
  if (!line->starts_with(kMark)) {
    return unreadable(dot_git, "it is a file, and names no folder");
  }
  const fs::path target = dot_git.parent_path() / line->substr(kMark.size());
  if (!is_git_dir(target)) {
    return unreadable(dot_git, fmt::format("it names '{}', which is none",
                                           target.lexically_normal().string()));
  }
  return normal(target);
}

Result<FoundRepository> search_repository(const std::string& path) {
  auto none = [&](std::string_view why) {
    return fail(ErrorKind::kUsage,
                fmt::format("no git repository at '{}'{}; name one, or scan "
                            "plain files: stanch dir",
                            path, why));
  };
  std::error_code error;
  const fs::path start = fs::canonical(path, error);
  if (error) return none(": " + describe_error(error.value()));
  if (!is_folder(start)) return none(": it is no folder");
  const bool all_disks =
      !environment("GIT_DISCOVERY_ACROSS_FILESYSTEM").empty();
  const std::optional<dev_t> disk = disk_of(start);
  for (fs::path folder = start;; folder = folder.parent_path()) {
    auto inside = follow_git_dir(folder / ".git");
    if (!inside) return std::unexpected(inside.error());
    if (*inside) return FoundRepository{**inside, folder};
    if (is_git_dir(folder)) return FoundRepository{folder, {}};
    const fs::path above = folder.parent_path();
    if (above == folder || is_ceiling(above)) return none(" or above");
    if (!all_disks && disk_of(above) != disk) {
      return none(" or above, on the same disk");
    }
  }
}

}  // namespace stanch
