// SPDX-License-Identifier: Apache-2.0
#include "files/path_arguments.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <utility>

#include "core/posix.h"

namespace stanch {
namespace {

// Without `.`, empty parts and a slash at the end; `..` stays, because only the
// file system knows where it leads.
std::string tidy_name(std::string_view path) {
  std::string name;
  bool absolute = path.starts_with('/');
  while (!path.empty()) {
    std::size_t end = std::min(path.find('/'), path.size());
    std::string_view part = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (absolute || !name.empty()) name += '/';
    name += part;
  }
  return name.empty() && absolute ? "/" : name;
}

std::string way_out(unsigned mode, std::string_view what,
                    std::string_view path) {
  if (S_ISSOCK(mode)) return fmt::format("is {}, not a file or folder", what);
  return fmt::format("is {}: use `stanch stdin < {}`", what, path);
}

}  // namespace

std::string join(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.empty() && !path.ends_with('/')) path += '/';
  return path.append(name);
}

std::string_view special_file(unsigned mode) {
  if (S_ISFIFO(mode)) return "a FIFO";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return {};
}

PathArguments::PathArguments(const std::vector<std::string>& paths,
                             TaskContext& context) {
  for (const std::string& path : paths) add(path, context);
}

void PathArguments::add(const std::string& path, TaskContext& context) {
  struct stat status = {};
  std::unique_ptr<char, void (*)(void*)> real(nullptr, std::free);
  if (::stat(path.c_str(), &status) == 0 &&
      special_file(status.st_mode).empty()) {
    real.reset(::realpath(path.c_str(), nullptr));
  } else if (auto what = special_file(status.st_mode); !what.empty()) {
    context.skip({path, way_out(status.st_mode, what, path)});
    return;
  }
  if (real == nullptr) {
    context.skip({path, describe_error(errno)});
    return;
  }
  PathArgument argument{.name = tidy_name(path),
                        .absolute = real.get(),
                        .is_folder = S_ISDIR(status.st_mode)};
  if (argument.absolute == "/") argument.absolute.clear();
  if (!places_.insert(argument.absolute).second) return;
  if (argument.is_folder) folders_.insert(argument.absolute);
  arguments_.push_back(std::move(argument));
}

bool PathArguments::covers(std::string_view absolute) const {
  if (places_.contains(absolute)) return true;
  while (!absolute.empty()) {
    absolute = absolute.substr(0, absolute.rfind('/'));
    if (folders_.contains(absolute)) return true;
  }
  return false;
}

}  // namespace stanch
