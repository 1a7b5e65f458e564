// SPDX-License-Identifier: Apache-2.0
//
// A new pair of keys for SSH, in the forms of OpenSSH (PROTOCOL.key, RFC 8709).
#pragma once

#include <string>
#include <string_view>

#include "core/secret.h"
#include "core/secret_text.h"

namespace stanch {

struct SshPair {
  Secret private_key;       // without a passphrase
  std::string public_line;  // "ssh-ed25519 AAAA...", without a comment
};
// Of Ed25519. `comment` is in the private key's text.
SshPair new_ssh_pair(std::string_view comment);

// A private key as programs read it: where "\n" stands for the ends of lines
// there are ends of lines, and one is at the end.
SecretText ssh_private_text(std::string_view private_key);

}  // namespace stanch
