// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/range.h"
#include "rules/rule.h"

namespace stanch {

// Whether the secret text[secret) ends where its alphabet ends: neither
// neighbour is of the class. A letter before the secret that closes an escape
// sequence (\n, \t, \x0a, \u000a, %0A) is no neighbour: in `"a\nghp_..."` the
// token is whole.
bool stands_alone(std::string_view text, Range secret, Boundary boundary);

}  // namespace stanch
