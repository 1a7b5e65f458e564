// SPDX-License-Identifier: Apache-2.0
//
// The scripts are plain sh and hold no path of this machine: they find stanch
// on the PATH, and where it is not there they refuse and say why. A hook that
// was skipped in silence would be worse than none.
#include "cli/hook_file.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/posix.h"

namespace stanch {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = "# Written by: stanch hook install";
constexpr std::string_view kAside = ".before-stanch";

// What a hook gets on its input is read once, for the older hook and for us.
constexpr std::string_view kScript = R"sh(#!/bin/sh
{mark}. To take it away: stanch hook uninstall{all}
before={before}
{input}if [ -x "$before" ]; then
  {pipe}"$before" "$@" || exit
fi
if ! command -v stanch >/dev/null 2>&1; then
  echo "stanch is not on the PATH, so nothing was checked and {what} is refused." >&2
  echo "Install it (see the README of stanch), or take this hook away: $0" >&2
  exit 1
fi
{pipe}stanch hook run{budget} {name} "$@"
)sh";

constexpr std::string_view kPassingScript = R"sh(#!/bin/sh
{mark} --global. core.hooksPath hides the hook of the repository,
# so it is run from here.
before={before}
[ ! -x "$before" ] || exec "$before" "$@"
)sh";

std::string text_for(const HookScript& script) {
  bool commits = script.name == "pre-commit";
  std::string before =
      script.for_all
          ? fmt::format(R"("$(git rev-parse --git-common-dir)/hooks/{}")",
                        script.name)
          : fmt::format(R"("$0{}")", kAside);
  if (script.passes_only) {
    return fmt::format(kPassingScript, fmt::arg("mark", kMark),
                       fmt::arg("before", before));
  }
  return fmt::format(
      kScript, fmt::arg("mark", kMark), fmt::arg("before", before),
      fmt::arg("all", script.for_all ? " --global" : ""),
      fmt::arg("input", commits ? "" : "input=$(cat)\n"),
      fmt::arg("pipe", commits ? "" : "printf '%s\\n' \"$input\" | "),
      fmt::arg("what", commits ? "the commit" : "the push"),
      fmt::arg("name", script.name),
      fmt::arg("budget", script.budget > 0
                             ? fmt::format(" --budget {:g}", script.budget)
                             : ""));
}

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_ours(const fs::path& path) { return text_of(path).contains(kMark); }

std::unexpected<Error> cannot(std::string_view verb, const fs::path& path,
                              int error) {
  return fail(ErrorKind::kUsage,
              fmt::format("cannot {} the hook {}: {}", verb, path.string(),
                          describe_error(error)));
}

Result<void> rename_file(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) {
    return cannot("move", from, errno);
  }
  return {};
}

// Appears whole: git may run it at any moment.
Result<void> write_script(const fs::path& path, const std::string& text) {
  fs::path fresh = path;
  fresh += ".stanch-new";
  {
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file << text;
    if (!file.flush()) return cannot("write", fresh, errno);
  }
  if (::chmod(fresh.c_str(), 0755) != 0) return cannot("write", fresh, errno);
  return rename_file(fresh, path);
}

}  // namespace

Result<HookChange> install_hook(const std::string& folder,
                                const HookScript& script) {
  fs::path path = fs::path(folder) / script.name;
  fs::path aside = path;
  aside += kAside;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return cannot("make the folder of", path, error.value());
  HookChange change = HookChange::kInstalled;
  if (is_there(path) && is_ours(path)) {
    change = HookChange::kRenewed;
  } else if (is_there(path)) {
    if (is_there(aside)) {
      return fail(ErrorKind::kUsage,
                  fmt::format("{} is no hook of stanch, and {} is still there: "
                              "put them into one, then install again",
                              path.string(), aside.string()));
    }
    if (auto moved = rename_file(path, aside); !moved) {
      return std::unexpected(moved.error());
    }
    change = HookChange::kChained;
  }
  auto written = write_script(path, text_for(script));
  if (!written) return std::unexpected(written.error());
  return change;
}

Result<HookChange> remove_hook(const std::string& folder,
                               std::string_view name) {
  fs::path path = fs::path(folder) / name;
  fs::path aside = path;
  aside += kAside;
  if (!is_there(path) || !is_ours(path)) return HookChange::kNone;
  if (is_there(aside)) {
    if (auto moved = rename_file(aside, path); !moved) {
      return std::unexpected(moved.error());
    }
    return HookChange::kChained;
  }
  if (::unlink(path.c_str()) != 0) return cannot("remove", path, errno);
  return HookChange::kInstalled;
}

HookState hook_state(const std::string& folder, std::string_view name) {
  fs::path path = fs::path(folder) / name;
  if (!is_there(path)) return HookState::kNone;
  if (is_ours(path)) return HookState::kOurs;
  return text_of(path).contains("stanch") ? HookState::kCallsUs
                                          : HookState::kForeign;
}

}  // namespace stanch
