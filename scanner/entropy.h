// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// Shannon entropy of the bytes, in bits a byte: 0 for "aaaa", 3 for eight
// different ones, 8 at the most.
double shannon_entropy(std::string_view bytes);

// As gitleaks has it: characters of UTF-8 are counted, and shares are of the
// number of bytes. The same for ASCII. A byte that is no UTF-8 is a character.
double character_entropy(std::string_view text);

}  // namespace stanch
