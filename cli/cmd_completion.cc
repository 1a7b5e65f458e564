// SPDX-License-Identifier: Apache-2.0
//
// What a shell and man(1) are told of the program, made from the parser.
#include <array>
#include <memory>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/completion.h"
#include "cli/console.h"
#include "cli/man_page.h"
#include "core/nearest.h"

namespace stanch {
namespace {

struct Shell {
  std::string_view name;
  std::string (*script)(const CommandEntry&);
};

constexpr std::array<Shell, 3> kShells = {{{"bash", bash_completion},
                                           {"zsh", zsh_completion},
                                           {"fish", fish_completion}}};

int complete_in(const CLI::App& app, const std::string& name) {
  std::vector<std::string_view> names;
  for (const Shell& shell : kShells) {
    if (shell.name == name) return print(shell.script(command_tree(app)));
    names.push_back(shell.name);
  }
  std::string near = nearest(name, names);
  return fail_with(
      {ErrorKind::kUsage,
       fmt::format("no completion for the shell {}; {}", name,
                   near.empty() ? "there are bash, zsh and fish"
                                : fmt::format("did you mean {}?", near))});
}

}  // namespace

Action define_completion(CLI::App& app) {
  auto name = std::make_unique<std::string>();
  suggest(*app.add_option("SHELL", *name, "bash, zsh or fish")
               ->type_name("")
               ->required()
               ->group("Arguments"),
          {"bash", "zsh", "fish"});
  app.footer("source <(stanch completion bash)");
  return [&app, name = std::move(name)] { return complete_in(app, *name); };
}

Action define_man(CLI::App& app) {
  app.footer("stanch man | man -l -");
  return [&app] { return print(man_page(command_tree(app))); };
}

}  // namespace stanch
