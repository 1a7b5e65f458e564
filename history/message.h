// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// Of a commit or a tag the message: what follows the first empty line.
inline std::string_view message_of(std::string_view bytes) {
  auto end = bytes.find("\n\n");
  return end == bytes.npos ? std::string_view() : bytes.substr(end + 2);
}

}  // namespace stanch
