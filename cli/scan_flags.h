// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/console.h"
#include "core/result.h"
#include "reporters/reporter.h"
#include "scanner/decoded_search.h"

namespace CLI {
class App;
}

namespace stanch {

// What a user can ask of every scan (docs/manual.md, "Options of the scans").
struct ScanFlags {
  std::string format = "text";
  std::string output = "-";          // "-": standard output
  std::vector<std::string> reports;  // FORMAT=FILE
  std::string config;                // empty: looked for
  int redact = 100;
  std::vector<std::string> exclude;
  int threads = 0;
  int archive_depth = 3;
  int exit_code = 1;
  std::string color = "auto";
  std::string progress = "auto";
  bool quiet = false;
  bool verbose = false;
  bool no_allow_comments = false;
  int decode_depth = kDefaultDecodeDepth;
  std::string compat;                  // "gitleaks": its faults too
  std::vector<std::string> only;       // rule ids; empty: all that apply
  std::vector<std::string> baselines;  // files
  std::string inventory;    // empty: none, unless STANCH_INVENTORY names one
  std::string ignore_path;  // of a .gitleaksignore, or its folder
  std::string platform;  // whose links a report has; empty: as the remote says
  std::string min_confidence;  // empty: what the configuration says
  bool confirm = false;        // ask the issuers of what is found

  // Only after check_flags().
  ColorChoice color_choice() const;
  Detail detail() const;
};

void add_scan_flags(CLI::App& app, ScanFlags& flags);
// --baseline and --ignore-file.
void add_known_flags(CLI::App& app, ScanFlags& flags);
// --compat and --enable-rule.
void add_compat_flag(CLI::App& app, ScanFlags& flags);
// --min-confidence.
void add_confidence_flag(CLI::App& app, ScanFlags& flags);
void add_config_flag(CLI::App& app, std::string& config);

// kUsage where a value means nothing.
Result<void> check_flags(const ScanFlags& flags);

}  // namespace stanch
