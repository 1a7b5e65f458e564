// SPDX-License-Identifier: Apache-2.0
//
// `stanch detect` and `stanch protect` take the options of the gitleaks
// commands of that name, so that a hook or a pipeline needs no new words. What
// an option cannot mean here is refused by name (cli/usage.cc). What differs on
// purpose is listed in docs/gitleaks.md.
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/command_tree.h"
#include "cli/git_target.h"
#include "cli/gitleaks_flags.h"
#include "cli/sources.h"
#include "git/log_opts.h"

namespace stanch {
namespace {

struct GitleaksCommand {
  ScanFlags flags;
  GitleaksFlags words;
  std::string source = ".";
  std::string log_opts;
  std::uint64_t most_megabytes = 0;
  bool no_git = false;
  bool pipe = false;
  bool staged = false;
};

void add_flags(CLI::App& app, GitleaksCommand& options) {
  ScanFlags& flags = options.flags;
  app.add_option("-s,--source", options.source,
                 "what is scanned (default: this folder)")
      ->type_name("PATH");
  suggest(*app.add_option("-f,--report-format", flags.format,
                          "json (of gitleaks), csv, junit, sarif or another "
                          "of ours (default: as the report's name ends)")
               ->type_name("NAME"),
          report_formats());
  add_gitleaks_flags(app, options.words, "Options");
  add_config_flag(app, flags.config);
  add_known_flags(app, flags);
  add_compat_flag(app, flags);
  add_redact(app, flags.redact);
  app.add_option("--exit-code", flags.exit_code,
                 "how to end when a secret was found (default: 1)")
      ->type_name("N");
  app.add_flag("--ignore-gitleaks-allow", flags.no_allow_comments,
               "report what an allow comment keeps quiet");
  app.add_option("--max-archive-depth", flags.archive_depth,
                 "archives inside each other to open (default: 3)")
      ->type_name("N");
  app.add_option("--max-target-megabytes", options.most_megabytes,
                 "with --no-git: pass by files that are larger")
      ->type_name("N");
  app.add_flag("-v,--verbose", flags.verbose, "name what was left out by rule");
}

int run(GitleaksCommand& options, ScanTarget target) {
  // The format is the report's: what goes to the terminal is text.
  if (options.words.report_path.empty()) options.flags.format = "text";
  auto settled = settle_gitleaks_flags(options.words, options.flags);
  if (!settled) return fail_with(settled.error());
  return run_scan(options.flags, std::move(target));
}

std::string repository_of(const GitleaksCommand& options) {
  return options.source == "." ? "" : options.source;
}

int detect(GitleaksCommand& options) {
  if (options.pipe) return run(options, stream_target());
  if (options.no_git) {
    // gitleaks does not know .gitignore files.
    return run(options,
               directory_target({.paths = {options.source},
                                 .ignore_files = false,
                                 .most_megabytes = options.most_megabytes}));
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
  auto options = std::make_unique<GitleaksCommand>();
  app.add_flag("--no-git", options->no_git, "scan files, not the history");
  app.add_option("--log-opts", options->log_opts,
                 "only what these commits add: \"main..HEAD\"")
      ->type_name("OPTIONS");
  app.add_flag("--pipe", options->pipe, "scan what is piped in");
  add_flags(app, *options);
  app.footer("stanch detect --source . --log-opts main..HEAD");
  return [options = std::move(options)] { return detect(*options); };
}

Action define_protect(CLI::App& app) {
  auto options = std::make_unique<GitleaksCommand>();
  app.add_flag("--staged", options->staged,
               "what is staged (default: what is not committed)");
  add_flags(app, *options);
  app.footer("stanch protect --staged");
  return [options = std::move(options)] {
    return run(*options,
               git_target({.repository = repository_of(*options),
                           .view = options->staged ? GitView::kStaged
                                                   : GitView::kWorktree}));
  };
}

}  // namespace stanch
