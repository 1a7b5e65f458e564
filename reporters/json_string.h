// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/finding.h"

namespace stanch {

// The bytes as a JSON string with its quotes, as in the reports: pure ASCII,
// what is not UTF-8 as `\xNN`.
std::string json_string(std::string_view bytes);

// A finding as the reports have it (docs/report-schema.md), on one line.
// `redact` is the percentage of each secret that is hidden.
std::string finding_json(const Finding& finding, int redact);

}  // namespace stanch
