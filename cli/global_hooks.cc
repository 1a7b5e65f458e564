// SPDX-License-Identifier: Apache-2.0
#include "cli/global_hooks.h"

#include <cstdlib>
#include <filesystem>

#include <fmt/core.h>

#include "cli/hook_file.h"
#include "git/hooks_folder.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAsking[] = {"pre-commit", "pre-push"};

// githooks(5), but for those that git asks many times in one command.
constexpr std::string_view kPassing[] = {
    "applypatch-msg",     "pre-applypatch",   "post-applypatch",
    "pre-merge-commit",   "commit-msg",       "prepare-commit-msg",
    "post-commit",        "pre-rebase",       "post-checkout",
    "post-merge",         "pre-receive",      "update",
    "proc-receive",       "post-receive",     "post-update",
    "push-to-checkout",   "pre-auto-gc",      "post-rewrite",
    "sendemail-validate", "post-index-change"};

Result<fs::path> own_folder() {
  const char* config = std::getenv("XDG_CONFIG_HOME");
  if (config != nullptr && *config == '/') {
    return fs::path(config) / "stanch" / "hooks";
  }
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home != '/') {
    return fail(ErrorKind::kUsage,
                "hook: --global needs HOME or XDG_CONFIG_HOME");
  }
  return fs::path(home) / ".config" / "stanch" / "hooks";
}

}  // namespace

Result<std::string> install_global_hooks() {
  auto ours = own_folder();
  if (!ours) return std::unexpected(std::move(ours.error()));
  auto named = global_hooks_folder();
  if (!named) return std::unexpected(std::move(named.error()));
  bool theirs = !named->empty() && fs::path(*named) != *ours;
  std::string folder = theirs ? *named : ours->string();
  for (std::string_view name : kAsking) {
    auto done = install_hook(folder, {.name = name, .for_all = !theirs});
    if (!done) return std::unexpected(std::move(done.error()));
  }
  if (theirs) {
    return folder +
           ": installed for every repository; core.hooksPath had "
           "named it already";
  }
  for (std::string_view name : kPassing) {
    auto done = install_hook(
        folder, {.name = name, .for_all = true, .passes_only = true});
    if (!done) return std::unexpected(std::move(done.error()));
  }
  if (auto set = set_global_hooks_folder(folder); !set) {
    return std::unexpected(std::move(set.error()));
  }
  return folder + ": installed for every repository (core.hooksPath)";
}

Result<std::string> remove_global_hooks() {
  auto ours = own_folder();
  if (!ours) return std::unexpected(std::move(ours.error()));
  auto named = global_hooks_folder();
  if (!named) return std::unexpected(std::move(named.error()));
  if (named->empty())
    return std::string("core.hooksPath is not set: no change");
  bool theirs = fs::path(*named) != *ours;
  // The name goes first: git must never look into half a folder.
  if (!theirs) {
    if (auto unset = set_global_hooks_folder({}); !unset) {
      return std::unexpected(std::move(unset.error()));
    }
    for (std::string_view name : kPassing) {
      auto done = remove_hook(*named, name);
      if (!done) return std::unexpected(std::move(done.error()));
    }
  }
  for (std::string_view name : kAsking) {
    auto done = remove_hook(*named, name);
    if (!done) return std::unexpected(std::move(done.error()));
  }
  return *named + ": removed";
}

}  // namespace stanch
