// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace stanch {

// Something that a build of stanch can do, or cannot: the static one lacks what
// needs libraries that are loaded (docs/manual.md, "Which stanch").
struct BuildFeature {
  std::string_view name;  // "registries"
  std::string_view help;  // one line
  bool here;
};

std::span<const BuildFeature> build_features();

// "package", or "static".
std::string_view build_kind();

}  // namespace stanch
