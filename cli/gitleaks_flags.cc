// SPDX-License-Identifier: Apache-2.0
#include "cli/gitleaks_flags.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <CLI/CLI.hpp>

namespace stanch {
namespace {

// A report that --report-path names is for a program that reads gitleaks'.
std::string format_of(const std::string& name) {
  return name == "json" ? "gitleaks-json" : name;
}

Result<void> choose_report(const GitleaksFlags& flags, ScanFlags& scan) {
  if (flags.report_path.empty()) return {};
  // "text" is the default too: then the name says.
  std::string format = scan.format == "text" ? "" : scan.format;
  if (format.empty()) {
    std::size_t dot = flags.report_path.rfind('.');
    if (dot == std::string::npos) {
      return fail(ErrorKind::kUsage,
                  "give --report-format: the name of the report does not say");
    }
    format = flags.report_path.substr(dot + 1);
  }
  if (flags.report_path == "-") {
    scan.format = format_of(format);
  } else {
    scan.format = "text";
    scan.reports.push_back(format_of(format) + "=" + flags.report_path);
  }
  return {};
}

}  // namespace

void add_gitleaks_flags(CLI::App& app, GitleaksFlags& flags,
                        const std::string& group) {
  app.add_option("-r,--report-path", flags.report_path,
                 "write a report there; - is standard output")
      ->type_name("FILE")
      ->group(group);
  app.add_option("-l,--log-level", flags.log_level,
                 "error and fatal: no summary of a run that read everything")
      ->type_name("LEVEL")
      ->group(group);
  app.add_flag("--no-color", flags.no_color, "no colours")->group(group);
  app.add_flag("--no-banner", flags.no_banner, "there is none anyway")
      ->group(group);
  app.add_option("--platform", flags.platform,
                 "whose links a report has: github, gitlab, azuredevops, "
                 "bitbucket, gitea or none")
      ->type_name("NAME")
      ->group(group);
}

Result<void> settle_gitleaks_flags(const GitleaksFlags& flags,
                                   ScanFlags& scan) {
  constexpr std::array<std::string_view, 6> kLevels = {
      "trace", "debug", "info", "warn", "error", "fatal"};
  auto level = std::ranges::find(kLevels, flags.log_level);
  if (level == kLevels.end()) {
    return fail(ErrorKind::kUsage,
                "--log-level: give trace, debug, info, warn, error or fatal");
  }
  if (level - kLevels.begin() >= 4 && !scan.verbose) scan.quiet = true;
  constexpr std::array<std::string_view, 7> kPlatforms = {
      "", "github", "gitlab", "azuredevops", "bitbucket", "gitea", "none"};
  if (std::ranges::find(kPlatforms, flags.platform) == kPlatforms.end()) {
    return fail(ErrorKind::kUsage,
                "--platform: give github, gitlab, azuredevops, bitbucket, "
                "gitea or none");
  }
  scan.platform = flags.platform;
  if (flags.no_color) scan.color = "never";
  auto chosen = choose_report(flags, scan);
  return chosen;
}

}  // namespace stanch
