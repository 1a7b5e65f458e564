// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/sources.h"

namespace stanch {

Action define_dir(CLI::App& app) {
  struct Options {
    DirectoryChoice choice;
    ScanFlags flags;
    bool no_ignore = false;
    bool no_hidden = false;
  };
  auto options = std::make_unique<Options>();
  // Not `expected(-1)`: that would take the path "[id]" apart.
  app.add_option("PATH", options->choice.paths,
                 "files and folders (default: this folder)")
      ->expected(0, CLI::detail::expected_max_vector_size - 1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->type_name("")
      ->group("Arguments");
  app.add_option("--exclude", options->flags.exclude,
                 "leave out, as in a .gitignore; repeatable")
      ->type_name("GLOB")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_flag("--no-ignore", options->no_ignore,
               "scan what .gitignore files leave out, too");
  app.add_flag("--no-hidden", options->no_hidden,
               "leave out names that start with a dot");
  add_scan_flags(app, options->flags);
  app.footer("stanch dir src --exclude '*.min.js' --report json=secrets.json");
  return [options = std::move(options)] {
    options->choice.ignore_files = !options->no_ignore;
    options->choice.hidden = !options->no_hidden;
    return run_scan(options->flags, directory_target(options->choice));
  };
}

}  // namespace stanch
