// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

namespace stanch {

// The bytes of a file; none where it cannot be read.
inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Makes the folders above it where they are missing. What was at `path` is
// replaced, not written into: it may be mapped, or not ours to write.
inline void write_file(const std::filesystem::path& path,
                       std::string_view bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::filesystem::remove_all(path);
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace stanch
