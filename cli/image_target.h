// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/remote_image.h"
#include "cli/scan_run.h"

namespace stanch {

// What of an image is scanned.
struct ImageChoice {
  // Each a path, "-", docker://NAME, podman://NAME, or a name in a registry.
  std::vector<std::string> images;
  std::string base;  // one of these; empty: what the image says itself
  std::string platform;
  bool squashed = false;
  bool since_base = false;
  std::string state;  // the file that remembers layers; empty: none
  RemoteChoice remote;
};

ScanTarget image_target(ImageChoice choice);

}  // namespace stanch
