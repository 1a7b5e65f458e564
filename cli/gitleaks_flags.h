// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "cli/scan_flags.h"

namespace CLI {
class App;
}

namespace stanch {

// Words of gitleaks that stanch has others for, taken by every scan so that a
// script need not change but for the program's name.
struct GitleaksFlags {
  std::string report_path;
  std::string log_level = "info";
  std::string platform;
  std::optional<int> max_decode_depth;
  bool no_color = false;
  bool no_banner = false;
};

// `group` is theirs in the help; hidden where it is empty.
void add_gitleaks_flags(CLI::App& app, GitleaksFlags& flags,
                        const std::string& group);

// Puts what they say into `scan`, once all options are read. kUsage where a
// value means nothing.
Result<void> settle_gitleaks_flags(const GitleaksFlags& flags, ScanFlags& scan);

}  // namespace stanch
