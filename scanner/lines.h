// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "core/range.h"

namespace stanch {

// The lines on which the match stands, without the last one's end; of longer
// lines the 4096 bytes on either side of the match.
Range lines_of(std::string_view text, Range match);

// The line above them, without its end; empty where there is none within those
// 4096 bytes.
Range line_above(std::string_view text, Range match);

}  // namespace stanch
