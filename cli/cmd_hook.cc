// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/command_tree.h"
#include "cli/console.h"
#include "cli/global_hooks.h"
#include "cli/hook_file.h"
#include "cli/hook_run.h"
#include "git/hooks_folder.h"
#include "git/repository.h"

namespace stanch {
namespace {

// A server's patience: a push that takes longer is one that needs a person.
constexpr double kServerBudget = 60;

struct HookChoice {
  std::string repository;
  bool pre_push = false;
  bool pre_receive = false;
  bool global = false;
  double budget = kServerBudget;

  HookScript script() const {
    return {.name = name(), .budget = pre_receive ? budget : 0};
  }

  std::string_view name() const {
    if (pre_receive) return "pre-receive";
    return pre_push ? "pre-push" : "pre-commit";
  }
};

void add_hook_flags(CLI::App& app, HookChoice& choice) {
  app.add_option("REPO", choice.repository,
                 "a folder in the repository (default: this one)")
      ->type_name("")
      ->group("Arguments");
  app.add_flag("--pre-push", choice.pre_push,
               "before a push leaves (default: before a commit)");
  app.add_flag("--pre-receive", choice.pre_receive,
               "on a server, before a push is taken");
  app.add_flag("--global", choice.global,
               "for every repository of yours, commits and pushes");
}

int change_global(const HookChoice& choice, bool install) {
  if (choice.pre_push || choice.pre_receive || !choice.repository.empty()) {
    return fail_with({ErrorKind::kUsage,
                      "hook: --global is for every repository, commits and "
                      "pushes: give it alone"});
  }
  auto done = install ? install_global_hooks() : remove_global_hooks();
  return done ? print(*done + "\n") : fail_with(done.error());
}

int change(const HookChoice& choice, bool install) {
  if (choice.pre_push && choice.pre_receive) {
    return fail_with({ErrorKind::kUsage,
                      "hook: give --pre-push or --pre-receive, not both"});
  }
  if (choice.global) return change_global(choice, install);
  auto repository = Repository::open(choice.repository);
  if (!repository) return fail_with(repository.error());
  auto folder = hooks_folder(*repository);
  if (!folder) return fail_with(folder.error());
  auto done = install ? install_hook(*folder, choice.script())
                      : remove_hook(*folder, choice.name());
  if (!done) return fail_with(done.error());
  std::string file = fmt::format("{}/{}", *folder, choice.name());
  std::string_view words;
  switch (*done) {
    case HookChange::kInstalled:
      words = install ? "installed" : "removed";
      break;
    case HookChange::kChained:
      words = install ? "installed; the hook that was there runs first"
                      : "removed; the hook that was there before is back";
      break;
    case HookChange::kRenewed:
      words = "installed anew";
      break;
    case HookChange::kNone:
      words = "not there, or not stanch's: nothing was changed";
      break;
  }
  return print(fmt::format("{}: {}\n", file, words));
}

}  // namespace

Action define_hook_install(CLI::App& app) {
  auto choice = std::make_unique<HookChoice>();
  add_hook_flags(app, *choice);
  app.add_option("--budget", choice->budget,
                 "of --pre-receive: how long it may take (default: 60)")
      ->type_name("SECONDS");
  app.footer("stanch hook install --pre-push");
  return [choice = std::move(choice)] { return change(*choice, true); };
}

Action define_hook_uninstall(CLI::App& app) {
  auto choice = std::make_unique<HookChoice>();
  add_hook_flags(app, *choice);
  app.footer("stanch hook uninstall --pre-push");
  return [choice = std::move(choice)] { return change(*choice, false); };
}

Action define_hook_run(CLI::App& app) {
  struct HookFlags {
    HookCall call;
    std::vector<std::string> arguments;
  };
  auto options = std::make_unique<HookFlags>();
  suggest(*app.add_option("HOOK", options->call.name,
                          "pre-commit, pre-push or pre-receive")
               ->type_name("")
               ->group("Arguments")
               ->required(),
          {"pre-commit", "pre-push", "pre-receive"});
  app.add_option("ARGUMENT", options->arguments, "what git gave the hook")
      ->type_name("")
      ->group("Arguments");
  app.add_option("--budget", options->call.budget,
                 "refuse what takes longer (default: 0, no limit)")
      ->type_name("SECONDS");
  app.footer("stanch hook run pre-push origin");
  return [options = std::move(options)] {
    HookCall& call = options->call;
    if (!options->arguments.empty()) call.remote = options->arguments.front();
    return run_hook(call);
  };
}

}  // namespace stanch
