// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace stanch {

// The root of the source tree, which ctest names.
inline std::string source_root() {
  const char* root = std::getenv("STANCH_SOURCE");
  return root ? root : ".";
}

// The text of a file of the source tree; empty where it cannot be read.
inline std::string source_file(const std::string& path) {
  std::ifstream in(source_root() + "/" + path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

}  // namespace stanch
