// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// One string of a JSON text, and where it stands: "history/3/created_by".
// Variables are called by their names: "config/Env/PATH".
struct JsonText {
  std::string path;
  // With the key in front where there is one that says something of it:
  // "maintainer=me@example.org".
  std::string text;
};

// Every string of a JSON text (RFC 8259) but digests and ids, in its order.
// Empty where it is no JSON; what is nested deeper than 64 levels is left out.
std::vector<JsonText> json_texts(std::string_view json,
                                 std::string_view prefix);

}  // namespace stanch
