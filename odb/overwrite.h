// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace stanch {

// Makes `text` `size` bytes long and lets write(char*) fill them all, without
// zeroing them first. (libstdc++ 12 may tell resize_and_overwrite's operation a
// larger size than was asked for.)
template <typename Write>
void overwrite(std::string& text, std::size_t size, Write write) {
  text.resize_and_overwrite(size, [&](char* out, std::size_t) {
    write(out);
    return size;
  });
}

}  // namespace stanch
