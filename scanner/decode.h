// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "scanner/decoded_text.h"
#include "scanner/encoding.h"

namespace stanch {

// Decodes a run of `text` in its place. Of what base64, hex, UTF-16 and
// compressed data stand for at most some `limit` bytes, and where that cut it,
// without what stands after the run. What is damaged is read as far as can be.
DecodedText decode(std::string_view text, const EncodedRun& run,
                   std::size_t limit);

}  // namespace stanch
