// SPDX-License-Identifier: Apache-2.0
//
// Keys of SSH as OpenSSH writes them (RFC 4253, 6.6; RFC 5656; RFC 8709; and
// PROTOCOL.key of OpenSSH for private ones): whose public half a private key
// has, and a new pair.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/secret.h"
#include "core/secret_text.h"

namespace stanch {

// A private key as programs read it: where "\n" stands for the ends of lines
// there are ends of lines, and one is at the end.
SecretText ssh_private_text(std::string_view private_key);

// The public half of a private key, as `authorized_keys` has it without a
// comment: "ssh-ed25519 AAAA...". Of OpenSSH's own form, where it stands in
// clear even under a passphrase, and of PEM without one (RSA, the NIST curves,
// Ed25519).
std::optional<std::string> ssh_public_half(std::string_view private_key);

// The first two words of such a line, whatever follows them; nothing where it
// is no such line.
std::optional<std::string> ssh_public_line(std::string_view text);

// "SHA256:Jrs3LD1J..." of such a line, as ssh-keygen -l says it.
std::string ssh_fingerprint(std::string_view public_line);

struct SshPair {
  Secret private_key;  // in OpenSSH's form, without a passphrase
  std::string public_line;
};
// Of Ed25519. `comment` is in the private key's text.
SshPair new_ssh_pair(std::string_view comment);

}  // namespace stanch
