// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/finding.h"
#include "reporters/paint.h"

namespace stanch {

// The line on which the secret starts, redacted by that percentage, with a mark
// under it; two lines, each ended by '\n', no wider than kColumns:
//
//      12 | token = "REDACTED"
//         |          ^^^^^^^^
std::string code_frame(const Finding& finding, int redact, const Paint& paint);

}  // namespace stanch
