// SPDX-License-Identifier: Apache-2.0
//
// `stanch detect` and `stanch protect` take the options of the gitleaks
// commands of that name, so that a hook or a pipeline needs no new words. What
// an option cannot mean here is refused by name (cli/usage.cc). Three things
// are meant to differ: secrets are hidden unless --redact=0, an incomplete run
// is no clean one, and reports have stanch's schema.
#include <algorithm>
#include <array>
#include <memory>

#include <fmt/core.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/git_target.h"
#include "cli/sources.h"
#include "git/log_opts.h"

namespace stanch {
namespace {

struct Options {
  ScanFlags flags;
  std::string source = ".";
  std::string report_format;
  std::string report_path;
  std::string log_level = "info";
  std::string log_opts;
  bool no_git = false;
  bool pipe = false;
  bool staged = false;
  bool no_banner = false;
  bool no_color = false;
};

void add_gitleaks_flags(CLI::App& app, Options& options) {
  app.add_option("-s,--source", options.source,
                 "what is scanned (default: this folder)")
      ->type_name("PATH");
  app.add_option("-f,--report-format", options.report_format,
                 "text, json or jsonl (default: as --report-path ends)")
      ->type_name("NAME");
  app.add_option("-r,--report-path", options.report_path,
                 "write a report there; - is standard output")
      ->type_name("FILE");
  add_config_flag(app, options.flags.config);
  add_redact(app, options.flags.redact);
  app.add_option("--exit-code", options.flags.exit_code,
                 "how to end when a secret was found (default: 1)")
      ->type_name("N");
  app.add_flag("--ignore-gitleaks-allow", options.flags.no_allow_comments,
               "report what an allow comment keeps quiet");
  app.add_flag("-v,--verbose", options.flags.verbose,
               "name what was left out by rule");
  app.add_option("-l,--log-level", options.log_level,
                 "error and fatal: no summary of a run that read everything")
      ->type_name("LEVEL");
  app.add_flag("--no-color", options.no_color, "no colours");
  app.add_flag("--no-banner", options.no_banner, "there is none anyway");
}

Result<void> choose_report(Options& options) {
  if (options.report_path.empty()) return {};
  if (options.report_format.empty()) {
    std::size_t dot = options.report_path.rfind('.');
    if (dot == std::string::npos) {
      return fail(ErrorKind::kUsage,
                  "give --report-format: the name of the report does not say");
    }
    options.report_format = options.report_path.substr(dot + 1);
  }
  if (options.report_path == "-") {
    options.flags.format = options.report_format;
  } else {
    options.flags.reports = {options.report_format + "=" + options.report_path};
  }
  return {};
}

Result<void> choose_detail(Options& options) {
  constexpr std::array<std::string_view, 6> kLevels = {
      "trace", "debug", "info", "warn", "error", "fatal"};
  auto level = std::ranges::find(kLevels, options.log_level);
  if (level == kLevels.end()) {
    return fail(ErrorKind::kUsage,
                "--log-level: give trace, debug, info, warn, error or fatal");
  }
  options.flags.quiet = level - kLevels.begin() >= 4 && !options.flags.verbose;
  if (options.no_color) options.flags.color = "never";
  return {};
}

// Files that gitleaks would read. Saying so is not enough where they hold
// rules, but refusing would stop every hook of a repository that has one.
void note_unread_files(const std::string& folder) {
  for (std::string_view name : {".gitleaks.toml", ".gitleaksignore"}) {
    std::string path = fmt::format("{}/{}", folder, name);
    if (::access(path.c_str(), F_OK) != 0) continue;
    say(fmt::format("{} is not read yet: what it says does not apply", path));
  }
}

int run(Options& options, ScanTarget target) {
  if (auto chosen = choose_report(options); !chosen) {
    return fail_with(chosen.error());
  }
  if (auto chosen = choose_detail(options); !chosen) {
    return fail_with(chosen.error());
  }
  note_unread_files(options.source);
  return run_scan(options.flags, std::move(target));
}

std::string repository_of(const Options& options) {
  return options.source == "." ? "" : options.source;
}

int detect(Options& options) {
  if (options.pipe) return run(options, stream_target());
  if (options.no_git) {
    // gitleaks does not know .gitignore files.
    return run(options, directory_target({.paths = {options.source},
                                          .ignore_files = false}));
  }
  GitChoice choice{.repository = repository_of(options)};
  if (!options.log_opts.empty()) {
    auto commits = parse_log_opts(options.log_opts);
    if (!commits) return fail_with(commits.error());
    choice.commits = std::move(*commits);
  }
  return run(options, git_target(std::move(choice)));
}

}  // namespace

Action define_detect(CLI::App& app) {
  auto options = std::make_unique<Options>();
  app.add_flag("--no-git", options->no_git, "scan files, not the history");
  app.add_option("--log-opts", options->log_opts,
                 "only what these commits add: \"main..HEAD\"")
      ->type_name("OPTIONS");
  app.add_flag("--pipe", options->pipe, "scan what is piped in");
  add_gitleaks_flags(app, *options);
  app.footer("stanch detect --source . --log-opts main..HEAD");
  return [options = std::move(options)] { return detect(*options); };
}

Action define_protect(CLI::App& app) {
  auto options = std::make_unique<Options>();
  app.add_flag("--staged", options->staged,
               "what is staged (default: what is not committed)");
  add_gitleaks_flags(app, *options);
  app.footer("stanch protect --staged");
  return [options = std::move(options)] {
    return run(*options,
               git_target({.repository = repository_of(*options),
                           .view = options->staged ? GitView::kStaged
                                                   : GitView::kWorktree}));
  };
}

}  // namespace stanch
