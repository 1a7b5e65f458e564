// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "baselines/known_findings.h"
#include "cli/scan_flags.h"
#include "cli/settings.h"

namespace stanch {

inline constexpr std::string_view kGitleaksIgnoreFile = ".gitleaksignore";

// What is known before a scan: --baseline, and the ignore files of gitleaks
// where gitleaks looks for them: the file that -i names, else
// kGitleaksIgnoreFile in the folder that it names (default: this one), and in
// the target. kUsage where what was named cannot be read or understood. Lines
// that do not count are said.
Result<KnownFindings> load_known(const ScanFlags& flags,
                                 const std::string& target,
                                 const Settings& settings,
                                 std::string_view fingerprint_key);

}  // namespace stanch
