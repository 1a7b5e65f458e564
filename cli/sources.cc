// SPDX-License-Identifier: Apache-2.0
#include "cli/sources.h"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/core.h>
#include <sys/stat.h>

#include "files/directory_source.h"
#include "files/stream_source.h"

namespace stanch {
namespace {

constexpr std::uint64_t kMega = 1'000'000;

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

}  // namespace

Result<PipelineResult> run_source(Result<std::unique_ptr<Source>> source,
                                  const ScanRequest& request) {
  if (!source) return std::unexpected(std::move(source.error()));
  return run_pipeline(**source, request.database, request.options);
}

ScanTarget directory_target(DirectoryChoice choice) {
  if (choice.paths.empty()) choice.paths = {"."};
  std::string name = "dir";
  for (const std::string& path : choice.paths) name += " " + path;
  return {.name = name,
          .config_near = choice.paths.front(),
          .is_files = true,
          .scan = [choice = std::move(choice)](
                      const ScanRequest& request) -> Result<PipelineResult> {
            for (const std::string& path : choice.paths) {
              if (auto present = check_present(path); !present) {
                return std::unexpected(present.error());
              }
            }
            return run_source(
                std::make_unique<DirectorySource>(
                    DirectoryOptions{.paths = choice.paths,
                                     .exclude = request.exclude,
                                     .ignore_files = choice.ignore_files,
                                     .hidden = choice.hidden,
                                     .overlap = request.overlap,
                                     .longest = choice.most_megabytes * kMega,
                                     .archive_depth = request.archive_depth}),
                request);
          }};
}

ScanTarget stream_target() {
  return {.name = "stdin",
          .config_near = ".",
          .scan = [](const ScanRequest& request) {
            return run_source(std::make_unique<StreamSource>(ContentOptions{
                                  .windows = {.overlap = request.overlap},
                                  .archive_depth = request.archive_depth}),
                              request);
          }};
}

}  // namespace stanch
