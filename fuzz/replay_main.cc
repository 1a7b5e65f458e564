// SPDX-License-Identifier: Apache-2.0
//
// Stands in for libFuzzer in ordinary builds: runs a target once over every
// file of the folders named on the command line, so that what a fuzzer once
// found stays found, and targets keep building.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

int main(int argc, char** argv) {
  int files = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      std::ifstream in(entry.path(), std::ios::binary);
      std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
      std::printf("%s, %zu bytes\n", entry.path().c_str(), bytes.size());
      LLVMFuzzerTestOneInput(
          reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++files;
    }
  }
  // A folder without inputs proves nothing.
  return files == 0;
}
