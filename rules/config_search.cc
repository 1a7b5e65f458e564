// SPDX-License-Identifier: Apache-2.0
#include "rules/config_search.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "rules/gitleaks_file.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFileName = ".stanch.toml";
constexpr std::string_view kGitleaksNames[] = {".betterleaks.toml",
                                               ".gitleaks.toml"};
constexpr std::size_t kMostBytes = std::size_t{4} << 20;
constexpr std::string_view kRemedy =
    "; name a configuration with -c, or change this one";

class File {
 public:
  File(const fs::path& path, int flags)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags)) {}
  ~File() {
    if (is_open()) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

std::unexpected<Error> unusable(const fs::path& path, std::string_view why) {
  return fail(ErrorKind::kUsage, fmt::format("configuration {}: {}{}",
                                             path.string(), why, kRemedy));
}

Result<std::string> read_all(const File& file, const fs::path& path) {
  std::string text;
  char buffer[16384];
  while (true) {
    ssize_t size = ::read(file.descriptor(), buffer, sizeof buffer);
    if (size == 0) return text;
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return unusable(path, std::strerror(errno));
    text.append(buffer, static_cast<std::size_t>(size));
    if (text.size() > kMostBytes) return unusable(path, "larger than 4 MiB");
  }
}

// What the user named may be a pipe as well: `-c <(make-config)`.
Result<std::string> read_named(const fs::path& path) {
  File file(path, 0);
  if (!file.is_open()) return unusable(path, std::strerror(errno));
  return read_all(file, path);
}

// Nothing where there is no such file. Opened before it is looked at, so that
// what was judged is what is read; without blocking, for it may be a pipe.
Result<std::optional<std::string>> read_found(const fs::path& path) {
  File file(path, O_NONBLOCK);
  if (!file.is_open()) {
    // A link to nowhere is a configuration that cannot be read.
    bool missing = errno == ENOTDIR || errno == ENOENT;
    int reason = errno;
    std::error_code ignored;
    if (missing && !fs::is_symlink(path, ignored)) return std::nullopt;
    return unusable(path, std::strerror(reason));
  }
  struct stat opened = {};
  if (::fstat(file.descriptor(), &opened) != 0) {
    return unusable(path, std::strerror(errno));
  }
  if (!S_ISREG(opened.st_mode)) return unusable(path, "not a regular file");
  return read_all(file, path);
}

// The folder at which the search ends: the repository's root, or the folder
// itself where there is no repository, so that nobody who may write to /tmp
// decides what is found below it.
fs::path root_of(const fs::path& folder) {
  std::error_code ignored;
  fs::path top = folder;
  while (!fs::exists(top / ".git", ignored)) {
    if (top == top.root_path()) return folder;
    top = top.parent_path();
  }
  return top;
}

Result<FoundConfig> find_upward(const std::string& target) {
  std::error_code error;
  fs::path named = target.empty() ? "." : target;
  fs::path folder = fs::weakly_canonical(fs::absolute(named, error), error);
  if (error) return unusable(target, error.message());
  if (!fs::is_directory(folder, error)) folder = folder.parent_path();
  const fs::path top = root_of(folder);
  for (;; folder = folder.parent_path()) {
    fs::path path = folder / kFileName;
    Result<std::optional<std::string>> text = read_found(path);
    if (!text) return std::unexpected(text.error());
    if (*text) {
      return FoundConfig{path.string(), "found upward", std::move(**text)};
    }
    if (folder == top) break;
  }
  return FoundConfig{{}, "none: built-in defaults", {}};
}

// As gitleaks names it, so that a path in the configuration's own allowlists
// means the same.
Result<FoundConfig> find_in_target(const std::string& target) {
  std::error_code ignored;
  fs::path folder = target.empty() ? "." : target;
  if (fs::is_directory(folder, ignored)) {
    for (std::string_view name : kGitleaksNames) {
      fs::path path = folder / name;
      Result<std::optional<std::string>> text = read_found(path);
      if (!text) return std::unexpected(text.error());
      if (!*text) continue;
      return FoundConfig{path.lexically_normal().string(),
                         "found in the target, as gitleaks does",
                         std::move(**text), true};
    }
  }
  return FoundConfig{{}, "none: built-in defaults", {}};
}

Result<FoundConfig> named_by(const GitleaksVariable& variable) {
  if (variable.is_text) {
    return FoundConfig{std::string(variable.name), "environment",
                       variable.value, true};
  }
  Result<std::string> text = read_named(variable.value);
  if (!text) {
    return context(fmt::format("environment {}", variable.name), text.error());
  }
  return FoundConfig{variable.value, "environment", std::move(*text), true};
}

Result<FoundConfig> named_config(const std::string& path,
                                 std::string_view origin) {
  Result<std::string> text = read_named(path);
  if (!text) return context(origin, text.error());
  bool is_gitleaks = is_gitleaks_file(*text, path);
  return FoundConfig{path, origin, std::move(*text), is_gitleaks};
}

}  // namespace

Result<FoundConfig> find_config(const ConfigSearch& search) {
  if (search.option) return named_config(*search.option, "option -c");
  if (search.environment && !search.environment->empty()) {
    return named_config(*search.environment, "environment STANCH_CONFIG");
  }
  Result<FoundConfig> ours = find_upward(search.target);
  if (!ours || !ours->path.empty()) return ours;
  for (const GitleaksVariable& variable : search.gitleaks) {
    if (!variable.value.empty()) return named_by(variable);
  }
  return find_in_target(search.target);
}

Result<std::string> read_extended_config(const std::string& path) {
  return read_named(path);
}

}  // namespace stanch
