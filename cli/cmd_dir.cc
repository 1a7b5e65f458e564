// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/gitleaks_flags.h"
#include "cli/sources.h"

namespace stanch {

Action define_dir(CLI::App& app) {
  struct DirFlags {
    DirectoryChoice choice;
    ScanFlags flags;
    GitleaksFlags words;
    std::string source;
    bool no_ignore = false;
    bool no_hidden = false;
  };
  auto options = std::make_unique<DirFlags>();
  add_paths(app, "PATH", options->choice.paths,
            "files and folders (default: this folder)");
  add_repeatable(app, "--exclude", options->flags.exclude, "GLOB",
                 "leave out, as in a .gitignore; repeatable");
  app.add_flag("--no-ignore", options->no_ignore,
               "scan what .gitignore files leave out, too");
  app.add_flag("--no-hidden", options->no_hidden,
               "leave out names that start with a dot");
  add_scan_flags(app, options->flags);
  add_gitleaks_flags(app, options->words, "");
  app.add_option("-s,--source", options->source, "as PATH")->group("");
  app.add_option("--max-target-megabytes", options->choice.most_megabytes,
                 "pass by files that are larger")
      ->type_name("N");
  app.footer("stanch dir src --exclude '*.min.js' --report json=secrets.json");
  return [options = std::move(options)] {
    options->choice.ignore_files = !options->no_ignore;
    options->choice.hidden = !options->no_hidden;
    if (!options->source.empty()) {
      options->choice.paths.push_back(options->source);
    }
    auto settled = settle_gitleaks_flags(options->words, options->flags);
    if (!settled) return fail_with(settled.error());
    return run_scan(options->flags, directory_target(options->choice));
  };
}

}  // namespace stanch
