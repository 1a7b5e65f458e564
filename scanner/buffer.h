// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/finding.h"
#include "scanner/scanner.h"

namespace stanch {

// Scans one text that is in memory whole, for who has no source: an editor, a
// program (libstanch). One record for each secret and rule, in the order of
// `to_records`; what is less sure than `least` is left out. `path` is what the
// text is called, for the rules that ask for it; may be empty. The origin of
// its places is "buffer". At most 4 GiB - 1. `now` is ScanOptions::now: who
// serves for days asks the clock each time.
std::vector<Finding> scan_buffer(Scanner& scanner, std::string_view bytes,
                                 std::string path, Confidence least,
                                 std::int64_t now);

}  // namespace stanch
