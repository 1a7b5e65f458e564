// SPDX-License-Identifier: Apache-2.0
#include "cli/sources.h"

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/core.h>
#include <sys/stat.h>

#include "cli/excluding_source.h"
#include "files/directory_source.h"
#include "files/stream_source.h"
#include "git/repository.h"
#include "git/staged_source.h"
#include "git/worktree_source.h"

namespace stanch {
namespace {

// A path with a typo is the user's mistake; one that cannot be read is not.
Result<void> check_present(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) == 0) return {};
  if (errno != ENOENT && errno != ENOTDIR && errno != ELOOP &&
      errno != ENAMETOOLONG) {
    return {};
  }
  return fail(ErrorKind::kUsage,
              fmt::format("cannot scan {}: {}", path, std::strerror(errno)));
}

// A repository and the source that borrows it.
class GitSource : public Source {
 public:
  static Result<std::unique_ptr<Source>> open(const std::string& path,
                                              GitView view) {
    auto repository = Repository::open(path);
    if (!repository) return std::unexpected(repository.error());
    auto out = std::make_unique<GitSource>(std::move(*repository));
    auto source = view == GitView::kStaged ? open_staged(out->repository_)
                                           : open_worktree(out->repository_);
    if (!source) return std::unexpected(source.error());
    out->source_ = std::move(*source);
    return out;
  }

  explicit GitSource(Repository repository)
      : repository_(std::move(repository)) {}

  void split(TaskContext& context) override { source_->split(context); }

 private:
  Repository repository_;
  std::unique_ptr<Source> source_;
};

}  // namespace

ScanTarget directory_target(DirectoryChoice choice) {
  if (choice.paths.empty()) choice.paths = {"."};
  std::string name = "dir";
  for (const std::string& path : choice.paths) name += " " + path;
  return {.name = name,
          .config_near = choice.paths.front(),
          .open = [choice = std::move(choice)](
                      SourceNeeds needs) -> Result<std::unique_ptr<Source>> {
            for (const std::string& path : choice.paths) {
              if (auto present = check_present(path); !present) {
                return std::unexpected(present.error());
              }
            }
            return std::make_unique<DirectorySource>(
                DirectoryOptions{.paths = choice.paths,
                                 .exclude = std::move(needs.exclude),
                                 .ignore_files = choice.ignore_files,
                                 .hidden = choice.hidden,
                                 .overlap = needs.overlap});
          }};
}

ScanTarget stream_target() {
  return {
      .name = "stdin",
      .config_near = ".",
      .open = [](const SourceNeeds& needs) -> Result<std::unique_ptr<Source>> {
        return std::make_unique<StreamSource>(
            WindowOptions{.overlap = needs.overlap});
      }};
}

ScanTarget git_target(std::string repository, GitView view) {
  std::string name = "git";
  if (!repository.empty()) name += " " + repository;
  name += view == GitView::kStaged ? " --staged" : " --worktree";
  std::string near = repository.empty() ? "." : repository;
  return {
      .name = name,
      .config_near = std::move(near),
      .open = [repository = std::move(repository), view](
                  const SourceNeeds& needs) -> Result<std::unique_ptr<Source>> {
        auto source = GitSource::open(repository, view);
        if (!source) return source;
        return excluding(std::move(*source), needs.exclude);
      }};
}

}  // namespace stanch
