// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace stanch {

// Whether one of the words, given in lower case, stands in the text in any
// case.
bool holds_any(std::string_view text, std::span<const std::string> words);

}  // namespace stanch
