// SPDX-License-Identifier: Apache-2.0
#include "cli/hook_run.h"

#include <charconv>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <optional>
#include <string_view>

#include <fmt/core.h>

#include "cli/console.h"
#include "cli/exit_code.h"
#include "cli/git_target.h"
#include "cli/interruption.h"
#include "cli/inventory_place.h"
#include "cli/pushed_commits.h"
#include "inventory/audit.h"

namespace stanch {
namespace {

constexpr std::string_view kBypassOption = "stanch.bypass=";

std::string said_by(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

// What the pusher gave: `git push -o stanch.bypass=...` (githooks(5)).
std::string pushed_reason() {
  std::string count = said_by("GIT_PUSH_OPTION_COUNT");
  int options = 0;
  std::from_chars(count.data(), count.data() + count.size(), options);
  for (int i = 0; i < options; ++i) {
    std::string option = said_by(fmt::format("GIT_PUSH_OPTION_{}", i).c_str());
    if (option.starts_with(kBypassOption)) {
      return option.substr(kBypassOption.size());
    }
  }
  return {};
}

// None where nobody asked to pass; empty where no reason was given.
std::optional<std::string> reason_to_pass(const HookCall& call) {
  bool serves = call.name == "pre-receive";
  bool asked = serves ? !pushed_reason().empty()
                      : std::getenv("STANCH_BYPASS") != nullptr;
  if (!asked) return std::nullopt;
  std::string reason = serves ? pushed_reason() : said_by("STANCH_BYPASS");
  auto first = reason.find_first_not_of(" \t\n");
  return first == std::string::npos ? "" : reason.substr(first);
}

// Who is at the other end, as far as the server of the push says.
std::string pusher() {
  for (const char* name : {"GL_USERNAME", "REMOTE_USER", "GITEA_PUSHER_NAME"}) {
    if (std::string user = said_by(name); !user.empty()) return " by " + user;
  }
  return {};
}

Result<void> note_bypass(const HookCall& call, const std::string& reason) {
  auto inventory = open_inventory({}, Access::kWrite);
  if (!inventory) return std::unexpected(std::move(inventory.error()));
  AuditNote note{.what = "bypass",
                 .secret = std::nullopt,
                 .fingerprint = {},
                 .detail = call.name + pusher(),
                 .reason = reason};
  return inventory->write([&] { return append_audit(*inventory, {note}); });
}

void say_refusal(const HookCall& call, int code) {
  bool commits = call.name == "pre-commit";
  std::string what = commits ? "commit" : "push";
  if (code == kExitFindings) {
    say(fmt::format("the {} is refused. {}", what,
                    commits ? "Take the secret out and `git add` the file "
                              "again."
                            : "Take the secret out of its commits "
                              "(git rebase -i)."));
    if (!commits) {
      say("Revoke it if anybody may have seen it (stanch respond --help).");
    }
    say("Not a secret? A comment stanch:allow on its line lets it pass.");
  } else if (call.budget > 0 && ran_out_of_time()) {
    say(
        fmt::format("the {} is refused: it could not be checked within {:g} s. "
                    "Push fewer commits at a time, or ask who keeps this "
                    "server for a larger --budget",
                    what, call.budget));
  } else {
    say(fmt::format("the {} is refused: not all of it could be checked", what));
  }
}

int check_choice(const HookCall& call, GitChoice choice) {
  ScanFlags flags;
  flags.quiet = true;
  auto reason = reason_to_pass(call);
  if (reason && reason->empty()) {
    return fail_with({ErrorKind::kUsage,
                      "STANCH_BYPASS: give the reason; it is kept in the "
                      "inventory"});
  }
  if (reason && said_by("STANCH_INVENTORY").empty()) {
    flags.inventory = kDefaultInventory;
  }
  if (call.budget > 0) interrupt_after(call.budget);
  int code = run_scan(flags, git_target(std::move(choice)));
  if (code == kExitClean) return code;
  if (code == kExitFindings && reason) {
    auto noted = note_bypass(call, *reason);
    if (!noted) return fail_with(noted.error());
    say("let through; the findings and the reason are in the inventory");
    return kExitClean;
  }
  say_refusal(call, code);
  return code;
}

}  // namespace

int run_hook(const HookCall& call) {
  if (call.name == "pre-commit")
    return check_choice(call, {.view = GitView::kStaged});
  if (call.name != "pre-push" && call.name != "pre-receive") {
    return fail_with({ErrorKind::kUsage,
                      "hook run: give pre-commit, pre-push or pre-receive"});
  }
  bool leaves = call.name == "pre-push";
  std::string lines{std::istreambuf_iterator<char>(std::cin), {}};
  auto commits = pushed_commits(
      leaves ? PushHook::kPrePush : PushHook::kPreReceive, lines, call.remote);
  if (!commits) return fail_with(commits.error());
  if (commits->empty()) return kExitClean;
  return check_choice(call, {.commits = std::move(*commits)});
}

}  // namespace stanch
