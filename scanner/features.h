// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "scanner/confidence.h"
#include "scanner/path_class.h"

namespace stanch {

// A survivor with what several features look at.
struct Scene {
  const Survivor& survivor;
  PathClass path;
  std::string_view line;    // of the secret, at most 400 bytes on either side
  std::string_view before;  // the secret on that line
  std::string_view after;   // it, likewise
  std::string_view above;   // what stands before the line, at most 400 bytes
};

Scene scene_of(const Survivor& survivor);

struct Feature {
  std::string_view name;
  double (*value)(const Scene&);  // from 0 to 1
};

// Every feature, in the order of scanner/confidence_weights.inc.
std::span<const Feature> features();

}  // namespace stanch
