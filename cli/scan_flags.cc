// SPDX-License-Identifier: Apache-2.0
#include "cli/scan_flags.h"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command_tree.h"
#include "cli/inventory_place.h"
#include "rules/words.h"

namespace stanch {

void add_config_flag(CLI::App& app, std::string& config) {
  app.add_option("-c,--config", config,
                 "the configuration (default: .stanch.toml)")
      ->type_name("FILE");
}

void add_known_flags(CLI::App& app, ScanFlags& flags) {
  add_repeatable(app, "-b,--baseline,--baseline-path", flags.baselines, "FILE",
                 "leave out what is known from there; repeatable");
  app.add_option("-i,--ignore-file,--gitleaks-ignore-path", flags.ignore_path,
                 "a .gitleaksignore, or its folder (default: here)")
      ->type_name("PATH");
}

void add_compat_flag(CLI::App& app, ScanFlags& flags) {
  suggest(*app.add_option("--compat", flags.compat,
                          "gitleaks: with the faults it has, too")
               ->type_name("NAME"),
          {"gitleaks"});
  suggest(add_repeatable(app, "--enable-rule", flags.only, "ID",
                         "apply only this rule; repeatable"),
          {kRuleIds});
}

void add_confidence_flag(CLI::App& app, ScanFlags& flags) {
  suggest(*app.add_option("--min-confidence", flags.min_confidence,
                          "report what is so sure: low, medium or high")
               ->type_name("HOW"),
          {"low", "medium", "high"});
}

void add_scan_flags(CLI::App& app, ScanFlags& flags) {
  suggest(*app.add_option("-f,--format,--report-format", flags.format,
                          "text, json, html, sarif ... (docs/reports.md)")
               ->type_name("NAME"),
          report_formats());
  app.add_option("-o,--output", flags.output,
                 "where the report goes (default: standard output)")
      ->type_name("FILE");
  add_repeatable(app, "--report", flags.reports, "FORMAT=FILE",
                 "write one more report; repeatable");
  add_config_flag(app, flags.config);
  add_redact(app, flags.redact);
  add_known_flags(app, flags);
  app.add_flag("--no-allow-comments,--ignore-gitleaks-allow",
               flags.no_allow_comments,
               "report what a stanch:allow comment keeps quiet");
  app.add_option("--decode-depth", flags.decode_depth,
                 "encodings inside each other to follow (default: 5)")
      ->type_name("N")
      ->group("");  // docs/manual.md has it; help is for one screen
  add_confidence_flag(app, flags);
  app.add_flag("--confirm", flags.confirm,
               "ask each issuer whether what is found works");
  add_compat_flag(app, flags);
  add_inventory_flag(app, flags.inventory);
  app.add_option("--exit-code", flags.exit_code,
                 "how to end when a secret was found (default: 1)")
      ->type_name("N");
  app.add_option("--archive-depth,--max-archive-depth", flags.archive_depth,
                 "open archives so deep in each other (default: 3)")
      ->type_name("N");
  app.add_option("--threads", flags.threads,
                 "how many at once (default: one a core)")
      ->type_name("N");
  suggest(
      *app.add_option("--color", flags.color, "auto (default), always or never")
           ->type_name("WHEN"),
      {"auto", "always", "never"});
  suggest(
      *app.add_option("--progress", flags.progress, "auto (default) or never")
           ->type_name("WHEN"),
      {"auto", "never"});
  app.add_flag("-q,--quiet", flags.quiet,
               "text: no summary of a run that read everything");
  app.add_flag("-v,--verbose", flags.verbose,
               "text: name what was left out by rule");
}

ColorChoice ScanFlags::color_choice() const {
  if (color == "auto") return ColorChoice::kAuto;
  return color == "always" ? ColorChoice::kAlways : ColorChoice::kNever;
}

Detail ScanFlags::detail() const {
  if (verbose) return Detail::kVerbose;
  return quiet ? Detail::kQuiet : Detail::kNormal;
}

Result<void> check_flags(const ScanFlags& flags) {
  auto wrong = [](std::string message) {
    return fail(ErrorKind::kUsage, std::move(message));
  };
  if (flags.redact < 0 || flags.redact > 100) {
    return wrong("--redact: the percentage goes from 0 to 100");
  }
  if (flags.threads < 0 || flags.threads > 1024) {
    return wrong(
        "--threads: give a number from 1 to 1024, or 0 for one a core");
  }
  if (flags.archive_depth < 0 || flags.archive_depth > 64) {
    return wrong("--archive-depth: the depth goes from 0 to 64");
  }
  if (flags.decode_depth < 0 || flags.decode_depth > 32) {
    return wrong("--decode-depth: the depth goes from 0 to 32");
  }
  if (flags.exit_code < 0 || flags.exit_code > 255) {
    return wrong("--exit-code: the code goes from 0 to 255");
  }
  if (flags.color != "auto" && flags.color != "always" &&
      flags.color != "never") {
    return wrong("--color: give auto, always or never");
  }
  if (flags.progress != "auto" && flags.progress != "never") {
    return wrong("--progress: give auto or never");
  }
  if (!flags.min_confidence.empty() &&
      std::ranges::find(kConfidences, flags.min_confidence,
                        &Word<Confidence>::name) == kConfidences.end()) {
    return wrong("--min-confidence: give low, medium or high");
  }
  if (!flags.compat.empty() && flags.compat != "gitleaks") {
    return wrong("--compat: give gitleaks");
  }
  if (flags.quiet && flags.verbose) {
    return wrong("--quiet and --verbose exclude each other");
  }
  return {};
}

}  // namespace stanch
