// SPDX-License-Identifier: Apache-2.0
//
// Keys and certificates as OpenSSH writes them (PROTOCOL.key,
// PROTOCOL.certkeys, RFC 4253 section 6.6), as far as it has to be told whose a
// leaked key is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// The public half of a private key, "ssh-ed25519 AAAA...", without a comment.
// Of OpenSSH's own form that stands in it readable, also where the private half
// is encrypted; RSA, ECDSA and Ed25519 in PEM otherwise. A text in which "\n"
// stands for the ends of lines is read, too.
std::optional<std::string> ssh_public_key(std::string_view private_key);

// The first two words of a line of `authorized_keys` without options, whatever
// follows them; nothing where it is no such line.
std::optional<std::string> ssh_public_line(std::string_view text);

// "SHA256:...", as ssh-keygen -l prints it, of "ssh-ed25519 AAAA... comment";
// empty where that is no public key.
std::string ssh_fingerprint(std::string_view public_key);

// Of "ssh-ed25519-cert-v01@openssh.com AAAA... comment".
struct SshCertificate {
  std::string key;     // the fingerprint of the key that it is about
  std::string signer;  // of the authority's
  std::uint64_t serial = 0;
  std::string key_id;
  std::vector<std::string> principals;  // none: any
  std::uint64_t until = 0;  // seconds since 1970; the largest number: for ever
};
std::optional<SshCertificate> parse_ssh_certificate(std::string_view text);

}  // namespace stanch
