// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/scan_run.h"

namespace stanch {

// What of an image is scanned.
struct ImageChoice {
  std::string image;  // a path, or "-"
  std::string base;   // a path; empty: what the image says itself
  std::string platform;
  bool squashed = false;
  bool since_base = false;
};

ScanTarget image_target(ImageChoice choice);

}  // namespace stanch
