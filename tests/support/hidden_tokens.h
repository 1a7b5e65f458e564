// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/image_builder.h"

namespace stanch {

// A token somewhere in an image, and what must be told of it.
struct HiddenToken {
  // Which wrappings can hold it at all.
  enum class Held { kAlways, kWithManifest, kWithIndex };

  std::string token;
  std::string source;
  std::string path;             // empty: not looked at
  std::size_t layer = 0;        // from 1; 0: of none
  std::string state = {};       // "live", "removed", ...
  std::size_t changed_in = 0;   // the layer that did it
  std::string made_by = {};     // the step that made the layer, as it is told
  std::string changed_by = {};  // the one that made that layer
  std::string part = {};
  Held held = Held::kAlways;
};

// An image of three layers and two platforms with a token in every place where
// one can hide.
struct HiddenTokens {
  HiddenTokens();

  ImageBuilder image;
  std::vector<HiddenToken> all;
};

}  // namespace stanch
