// SPDX-License-Identifier: Apache-2.0
//
// Certificates as OpenSSH writes them (PROTOCOL.certkeys), as far as it has to
// be told whose a leaked key is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace stanch {

// Of "ssh-ed25519-cert-v01@openssh.com AAAA... comment". Keys are named as
// ssh_fingerprint (core/ssh_key.h) does.
struct SshCertificate {
  std::string key;     // that it is about
  std::string signer;  // the authority's
  std::uint64_t serial = 0;
  std::string key_id;
  std::vector<std::string> principals;  // none: any
  std::uint64_t until = 0;  // seconds since 1970; the largest number: for ever
};
std::optional<SshCertificate> parse_ssh_certificate(std::string_view text);

}  // namespace stanch
