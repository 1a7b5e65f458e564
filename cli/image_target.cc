// SPDX-License-Identifier: Apache-2.0
#include "cli/image_target.h"

#include <memory>
#include <utility>

#include "cli/sources.h"
#include "image/image_source.h"

namespace stanch {
namespace {

Result<PipelineResult> scan_image(const ImageChoice& choice,
                                  const ScanRequest& request) {
  ImageOptions options{.contents = {.windows = {.overlap = request.overlap},
                                    .archive_depth = request.archive_depth},
                       .platform = choice.platform,
                       .squashed = choice.squashed,
                       .since_base = choice.since_base};
  if (!choice.base.empty()) {
    auto bases = read_bases(choice.base);
    if (!bases) return context("--base", std::move(bases.error()));
    options.bases = std::move(*bases);
  }
  if (choice.remote.containers) {
    return run_source(open_containers(choice.image), request);
  }
  auto source = is_remote_image(choice.image)
                    ? open_remote_image(choice.image, choice.remote,
                                        std::move(options), request)
                    : open_image(choice.image, std::move(options));
  if (!source) return std::unexpected(std::move(source.error()));
  PipelineResult result =
      run_pipeline(**source, request.database, request.options);
  (*source)->tell(result.findings);
  result.summary.secrets = result.findings.size();
  return result;
}

}  // namespace

ScanTarget image_target(ImageChoice choice) {
  std::string name = "image " + choice.image;
  return {.name = std::move(name),
          .config_near = ".",
          .scan = [choice = std::move(choice)](const ScanRequest& request) {
            return scan_image(choice, request);
          }};
}

}  // namespace stanch
