// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <exception>
#include <map>
#include <string>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/usage.h"

namespace stanch {
namespace {

// What someone reads who does not know what to type.
constexpr std::string_view kFirstSteps =
    R"(stanch finds leaked credentials and stops the leak.

  stanch dir .            what stands in this folder
  stanch git              what this repository's history holds
  stanch git --inventory  the same, with a number for each secret; then
  stanch respond plan 1   how to end the first one, and prove it dead
  stanch hook install     no more of it: each commit is checked
  stanch doctor           what else can be set up
  stanch --help           all commands
)";

// A group of commands does nothing itself: an example of each of them.
std::string examples_of(const CLI::App& group) {
  std::string out;
  for (const CLI::App* child : group.get_subcommands(nullptr)) {
    out += (out.empty() ? "" : "\n") + child->get_footer();
  }
  return out;
}

// The parser of all commands, and what each one does.
struct Program {
  CLI::App app{"Finds leaked credentials in files, streams and repositories.",
               "stanch"};
  std::map<const CLI::App*, Action> actions;
  bool print_version = false;

  Program() {
    app.set_help_flag("-h,--help", "print this and exit");
    app.option_defaults()->multi_option_policy(
        CLI::MultiOptionPolicy::TakeLast);
    app.add_flag("--version", print_version, "print the version and exit");
    app.footer("stanch dir .");
    add(app, commands());
  }

  void add(CLI::App& parent, std::span<const CommandRow> children) {
    // After one command a word is a path, whatever its name: `stanch dir git`.
    if (!children.empty()) parent.require_subcommand(0, 1);
    for (const CommandRow& command : children) {
      CLI::App* child = parent.add_subcommand(std::string(command.name),
                                              std::string(command.help));
      child->get_help_ptr()->description("print this and exit");
      add(*child, command.children);
      // Else the parser shows that of the whole program.
      if (!command.children.empty()) child->footer(examples_of(*child));
      if (command.define) actions.emplace(child, command.define(*child));
    }
  }
};

int run(Program& program, int count, const char* const* arguments) {
  try {
    program.app.parse(count, arguments);
  } catch (const CLI::CallForHelp&) {
    return print(help_text(reached(program.app)));
  } catch (const CLI::ParseError& error) {
    say(usage_message(program.app, error));
    return kExitUsage;
  }
  if (program.print_version) {
    return print(fmt::format("stanch {}\n", version()));
  }
  const CLI::App& command = reached(program.app);
  auto action = program.actions.find(&command);
  if (action != program.actions.end()) return action->second();
  if (command.get_parent() == nullptr) {
    show(kFirstSteps);
    return kExitUsage;
  }
  say(fmt::format("give a command (see {} --help)", full_name(command)));
  return kExitUsage;
}

void list_options(const CLI::App& app, std::string& out) {
  std::string name = full_name(app);
  out += name + "\n";
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& text : option->get_lnames()) {
      out += fmt::format("{} --{}\n", name, text);
    }
    for (const std::string& text : option->get_snames()) {
      out += fmt::format("{} -{}\n", name, text);
    }
  }
  for (const CLI::App* child : app.get_subcommands(nullptr)) {
    list_options(*child, out);
  }
}

}  // namespace

std::string_view version() { return STANCH_VERSION; }

std::string every_option() {
  Program program;
  std::string out;
  list_options(program.app, out);
  return out;
}

int run_program(int count, const char* const* arguments) {
  try {
    Program program;
    return run(program, count, arguments);
  } catch (const std::exception& error) {
    // Nothing expected ends here: memory ran out, or there is a bug.
    say(fmt::format("cannot go on: {}", error.what()));
    return kExitIncomplete;
  }
}

}  // namespace stanch
