// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// Shannon entropy of the bytes, in bits a byte: 0 for "aaaa", 3 for eight
// different ones, 8 at the most.
double shannon_entropy(std::string_view bytes);

}  // namespace stanch
