// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "cli/command.h"
#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/git_target.h"
#include "cli/hook_file.h"
#include "cli/pushed_commits.h"
#include "git/hooks_folder.h"

namespace stanch {
namespace {

struct Choice {
  std::string repository;
  bool pre_push = false;
  bool pre_receive = false;

  std::string_view name() const {
    if (pre_receive) return "pre-receive";
    return pre_push ? "pre-push" : "pre-commit";
  }
};

void add_flags(CLI::App& app, Choice& choice) {
  app.add_option("REPO", choice.repository,
                 "a folder in the repository (default: this one)")
      ->type_name("")
      ->group("Arguments");
  app.add_flag("--pre-push", choice.pre_push,
               "before a push leaves (default: before a commit)");
  app.add_flag("--pre-receive", choice.pre_receive,
               "on a server, before a push is taken");
}

int change(const Choice& choice, bool install) {
  if (choice.pre_push && choice.pre_receive) {
    return fail_with({ErrorKind::kUsage,
                      "hook: give --pre-push or --pre-receive, not both"});
  }
  auto repository = Repository::open(choice.repository);
  if (!repository) return fail_with(repository.error());
  auto folder = hooks_folder(*repository);
  if (!folder) return fail_with(folder.error());
  auto done = install ? install_hook(*folder, choice.name())
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

// What the scripts of pre-push and pre-receive call.
int run_push_hook(const std::string& name, const std::string& remote) {
  if (name != "pre-push" && name != "pre-receive") {
    return fail_with(
        {ErrorKind::kUsage, "hook run: give pre-push or pre-receive"});
  }
  bool leaves = name == "pre-push";
  std::string lines{std::istreambuf_iterator<char>(std::cin), {}};
  auto commits = pushed_commits(
      leaves ? PushHook::kPrePush : PushHook::kPreReceive, lines, remote);
  if (!commits) return fail_with(commits.error());
  if (commits->empty()) return kExitClean;
  ScanFlags flags;
  flags.quiet = true;
  int code = run_scan(flags, git_target({.commits = std::move(*commits)}));
  if (code == kExitFindings) {
    say("the push is refused. Take the secret out of its commits (git rebase "
        "-i), and revoke it if anybody has seen it. What is no secret gets a "
        "comment stanch:allow, or an [[allow]] with its reason");
  } else if (code != kExitClean) {
    say("the push is refused: not all of it could be checked");
  }
  return code;
}

}  // namespace

Action define_hook_install(CLI::App& app) {
  auto choice = std::make_unique<Choice>();
  add_flags(app, *choice);
  app.footer("stanch hook install --pre-push");
  return [choice = std::move(choice)] { return change(*choice, true); };
}

Action define_hook_uninstall(CLI::App& app) {
  auto choice = std::make_unique<Choice>();
  add_flags(app, *choice);
  app.footer("stanch hook uninstall --pre-push");
  return [choice = std::move(choice)] { return change(*choice, false); };
}

Action define_hook_run(CLI::App& app) {
  struct HookFlags {
    std::string name;
    std::vector<std::string> arguments;
  };
  auto options = std::make_unique<HookFlags>();
  app.add_option("HOOK", options->name, "pre-push or pre-receive")
      ->type_name("")
      ->group("Arguments")
      ->required();
  app.add_option("ARGUMENT", options->arguments, "what git gave the hook")
      ->type_name("")
      ->group("Arguments");
  app.footer("stanch hook run pre-push origin");
  return [options = std::move(options)] {
    std::string remote =
        options->arguments.empty() ? "" : options->arguments.front();
    return run_push_hook(options->name, remote);
  };
}

}  // namespace stanch
