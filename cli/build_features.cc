// SPDX-License-Identifier: Apache-2.0
#include "cli/build_features.h"

#include "core/late_library.h"

namespace stanch {

std::span<const BuildFeature> build_features() {
  static const bool kLoads = !is_static_build();
  static const BuildFeature kFeatures[] = {
      {"files", "folders, files and streams", true},
      {"archives", "zip, tar, 7z and others, in each other", true},
      {"git", "staged changes, ranges and histories", true},
      {"images", "images in files and folders", true},
      {"inventory", "the inventory in a file", true},
      {"registries", "images in registries and of engines", kLoads},
      {"response", "asking, rotating and revoking", kLoads},
      {"postgres", "the inventory of a team", kLoads},
  };
  return kFeatures;
}

std::string_view build_kind() {
  return is_static_build() ? "static" : "package";
}

}  // namespace stanch
