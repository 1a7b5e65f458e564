// SPDX-License-Identifier: Apache-2.0
#include "response/forges/ssh_login.h"

#include <fmt/core.h>

#include "core/ssh_key.h"
#include "response/piped_program.h"

namespace stanch {
namespace {

// The agent is told to forget the key, for it outlives the shell for a while.
// Nobody's settings nor other keys take part, only the hosts that are known.
constexpr const char* kAskBySsh =
    "ssh-add -q - 2>/dev/null || exit 20\n"
    "said=$(ssh -T -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=yes "
    "-o IdentityFile=/dev/null -o PreferredAuthentications=publickey "
    "-o ConnectTimeout=10 \"$1\" 2>&1 </dev/null)\n"
    "ssh-add -q -D 2>/dev/null\n"
    "case \"$said\" in\n"
    "*'uccessfully authenticated'* | *'Welcome to GitLab'*) exit 10 ;;\n"
    "*'Permission denied (publickey'*) exit 11 ;;\n"
    "*'Host key verification failed'*) exit 12 ;;\n"
    "esac\n"
    "exit 13\n";

}  // namespace

Probe probe_ssh_key(const std::string& place, const Secret& private_key) {
  SecretText text = ssh_private_text(private_key.reveal());
  auto code =
      run_piped({.words = {"ssh-agent", "sh", "-c", kAskBySsh, "sh", place},
                 .is_silent = true},
                text.reveal());
  Probe out;
  if (!code) {
    out.form = code.error().message;
    return out;
  }
  switch (*code) {
    case 10:
      out.verdict = ProbeVerdict::kLive;
      out.form = fmt::format("{} greeted it", place);
      break;
    case 11:
      out.verdict = ProbeVerdict::kDead;
      out.form = fmt::format("{}: Permission denied (publickey)", place);
      break;
    case 12:
      out.form = fmt::format("{} is not in known_hosts", place);
      break;
    case 20:
      out.form = "ssh-add takes no such key, or wants its passphrase";
      break;
    default:
      out.form = fmt::format("{} could not be asked by ssh", place);
      break;
  }
  return out;
}

}  // namespace stanch
