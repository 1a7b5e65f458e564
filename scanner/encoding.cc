// SPDX-License-Identifier: Apache-2.0
#include "scanner/encoding.h"

#include <array>
#include <cstddef>

namespace stanch {

std::string_view to_string(Encoding encoding) {
  constexpr std::array<std::string_view, 10> kNames = {
      "base64",           "hex",  "percent", "backslash", "html",
      "quoted-printable", "gzip", "zlib",    "utf-16le",  "utf-16be"};
  return kNames[static_cast<std::size_t>(encoding)];
}

}  // namespace stanch
