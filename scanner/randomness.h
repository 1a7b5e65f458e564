// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// Whether a value looks drawn at random rather than written by a person: it
// has eight characters or more, holds a letter and a digit, its characters are
// spread, and their kinds (lower case, upper case, digit, other) change often.
// Names, words joined by - or _, paths, addresses, versions, dates and UUIDs
// do not.
bool looks_random(std::string_view value);

}  // namespace stanch
