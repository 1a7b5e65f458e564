// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/secret.h"
#include "response/verdict.h"

namespace stanch {

// Tries a private key as git does, by the programs of OpenSSH: a ssh-agent of
// its own holds it, so it is in no file, argument or variable. `place`:
// "git@github.com" or "ssh://git@host:2222". Live: the forge greeted it. Dead:
// that host, known to known_hosts, refused it ("Permission denied
// (publickey)"). Anything else, a passphrase and missing programs are unknown.
Probe probe_ssh_key(const std::string& place, const Secret& private_key);

}  // namespace stanch
