// SPDX-License-Identifier: Apache-2.0
//
// Stands in for libFuzzer in ordinary builds: runs a target once over every
// file of the folders named on the command line, so that what a fuzzer once
// found stays found, and targets keep building.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/target.h"

int main(int argc, char** argv) {
  int files = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream in(entry.path(), std::ios::binary);
      std::string bytes{std::istreambuf_iterator<char>(in), {}};
      std::printf("%s, %zu bytes\n", entry.path().c_str(), bytes.size());
      stanch::check_any(bytes);
      ++files;
    }
  }
  // A folder without inputs proves nothing.
  return files == 0;
}
