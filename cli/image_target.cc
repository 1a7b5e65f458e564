// SPDX-License-Identifier: Apache-2.0
#include "cli/image_target.h"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "cli/layer_state.h"
#include "cli/sources.h"
#include "image/image_source.h"

namespace stanch {
namespace {

// The blobs of one image; null where it is a stream of them.
Result<std::unique_ptr<BlobStore>> open_blobs(const std::string& image,
                                              const ImageChoice& choice,
                                              const ScanRequest& request) {
  if (!is_remote_image(image)) return open_blob_store(image);
  if (is_engine_image(image)) return nullptr;
  return open_registry_image(image, choice.remote, request);
}

Result<std::vector<std::vector<std::string>>> open_bases(
    const ImageChoice& choice, const ScanRequest& request) {
  // One image, wherever it lies, by the way that leads to the others.
  ImageChoice base = choice;
  base.remote.all_tags = base.remote.catalog = false;
  auto blobs = open_blobs(choice.base, base, request);
  if (!blobs) return std::unexpected(std::move(blobs.error()));
  if (*blobs == nullptr) {
    return fail(ErrorKind::kUsage,
                choice.base +
                    " is a stream (an engine's image, a pipe, a compressed "
                    "tar file): give a folder, a tar file or a name in a "
                    "registry");
  }
  return read_bases(**blobs);
}

Result<std::unique_ptr<ImageSource>> open_all(const ImageChoice& choice,
                                              ImageOptions options,
                                              const ScanRequest& request) {
  ImageSet all;
  for (const std::string& image : choice.images) {
    auto blobs = open_blobs(image, choice, request);
    if (!blobs) return std::unexpected(std::move(blobs.error()));
    if (*blobs) {
      all.add(std::move(*blobs), image);
      continue;
    }
    if (choice.images.size() > 1) {
      return fail(ErrorKind::kUsage,
                  image +
                      " is read as a stream (an engine's image, a pipe, a "
                      "compressed tar file): scan it by itself");
    }
    auto stream = is_engine_image(image) ? open_engine_stream(image)
                                         : open_image_stream(image);
    if (!stream) return std::unexpected(std::move(stream.error()));
    return std::make_unique<ImageSource>(std::move(*stream),
                                         std::move(options));
  }
  return std::make_unique<ImageSource>(std::move(all), std::move(options));
}

Result<PipelineResult> scan_images(const ImageChoice& choice,
                                   const ScanRequest& request) {
  if (choice.remote.containers) {
    if (choice.images.size() > 1) {
      return fail(ErrorKind::kUsage, "--containers: name one engine");
    }
    return run_source(open_containers(choice.images.front()), request);
  }
  ImageOptions options{.contents = {.windows = {.overlap = request.overlap},
                                    .archive_depth = request.archive_depth},
                       .platform = choice.platform,
                       .squashed = choice.squashed,
                       .since_base = choice.since_base};
  if (!choice.base.empty()) {
    auto bases = open_bases(choice, request);
    if (!bases) return context("--base", std::move(bases.error()));
    options.bases = std::move(*bases);
  }
  LayerState state(choice.state, request);
  options.is_known = [&](const std::string& digest) {
    return state.knows(digest);
  };
  auto source = open_all(choice, std::move(options), request);
  if (!source) return std::unexpected(std::move(source.error()));
  PipelineResult result =
      run_pipeline(**source, request.database, request.options);
  (*source)->tell(result.findings);
  result.summary.secrets = result.findings.size();
  auto kept = state.keep((*source)->scanned(), result.summary);
  if (!kept) return std::unexpected(std::move(kept.error()));
  return result;
}

// One image is looked at as a whole; of several it is not known before which
// of them a place is in.
RunScope scope_of(const ImageChoice& choice) {
  return {.source = choice.remote.containers ? "containers" : "image",
          .roots = {{.repository =
                         fmt::format("{}", fmt::join(choice.images, ", "))}},
          .is_whole = choice.images.size() == 1 && choice.platform.empty() &&
                      !choice.squashed && !choice.since_base &&
                      choice.state.empty()};
}

}  // namespace

ScanTarget image_target(ImageChoice choice) {
  auto scope = [choice] { return scope_of(choice); };
  return {.name = fmt::format("image {}", fmt::join(choice.images, " ")),
          .config_near = ".",
          .scan =
              [choice = std::move(choice)](const ScanRequest& request) {
                return scan_images(choice, request);
              },
          .scope = std::move(scope)};
}

}  // namespace stanch
