// SPDX-License-Identifier: Apache-2.0
#include "cli/pushed_commits.h"

#include <array>
#include <sstream>
#include <vector>

#include <fmt/core.h>

#include "cli/ci_variables.h"
#include "git/open_revisions.h"

namespace stanch {
namespace {

// What one line says: a ref gets an id, and the other side has had another.
struct PushedRef {
  std::string fresh;
  std::string known;  // zeros where the ref is new
};

Result<std::vector<PushedRef>> parse(PushHook hook, std::string_view lines) {
  std::vector<PushedRef> out;
  std::istringstream in{std::string(lines)};
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) continue;
    // "local-ref local-id remote-ref remote-id", and "old-id new-id ref".
    std::istringstream fields(line);
    std::array<std::string, 4> word;
    for (std::string& each : word) fields >> each;
    bool leaves = hook == PushHook::kPrePush;
    PushedRef ref =
        leaves ? PushedRef{word[1], word[3]} : PushedRef{word[1], word[0]};
    bool complete = !(leaves ? word[3] : word[2]).empty();
    if (!complete || (!is_zero(ref.fresh) && !is_commit(ref.fresh))) {
      return fail(ErrorKind::kUsage,
                  "hook run: its input is not what git writes to this hook");
    }
    if (!is_zero(ref.fresh)) out.push_back(std::move(ref));
  }
  return out;
}

}  // namespace

Result<CommitChoice> pushed_commits(PushHook hook, std::string_view lines,
                                    std::string_view remote) {
  auto pushed = parse(hook, lines);
  if (!pushed) return std::unexpected(std::move(pushed.error()));
  CommitChoice choice;
  if (pushed->empty()) return choice;
  auto opened = OpenRevisions::open("");
  if (!opened) return std::unexpected(std::move(opened.error()));
  OpenRevisions& revisions = **opened;

  // A ref that is no commit, or one that is not here, leaves nothing out.
  auto leave_out = [&](std::string_view id) {
    if (auto commit = revisions.commit(id)) {
      choice.ranges.push_back("^" + hex(*commit));
    }
  };
  for (const PushedRef& ref : *pushed) {
    auto commit = revisions.commit(ref.fresh);
    if (!commit) return std::unexpected(std::move(commit.error()));
    choice.ranges.push_back(hex(*commit));
    if (!is_zero(ref.known)) leave_out(ref.known);
  }
  const std::string theirs = fmt::format("refs/remotes/{}/", remote);
  for (const Ref& ref : revisions.refs.all()) {
    bool known = hook == PushHook::kPreReceive || ref.name.starts_with(theirs);
    if (known) leave_out(hex(ref.id));
  }
  return choice;
}

}  // namespace stanch
