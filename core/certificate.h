// SPDX-License-Identifier: Apache-2.0
//
// X.509 certificates (RFC 5280) as far as the end of one has to be proven:
// whose key it is, whether its issuer's list of revoked ones has it, and what
// the issuer answers about it (OCSP, RFC 6960). Certificates, keys and lists
// are PEM; what is no such thing gives nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/secret_text.h"

namespace stanch {

struct Certificate {
  std::string serial;  // "39:dd:2e:90", as OpenSSL and Vault write it
  std::string name;    // of the subject: "CN=www.acme.io"
  // SHA-256 of its public key (SubjectPublicKeyInfo), in hexadecimal; that of a
  // private key is the same.
  std::string key;
  std::int64_t until = 0;  // notAfter; seconds since 1970
};
std::optional<Certificate> parse_certificate(std::string_view pem);

// A text in which "\n" stands for the ends of lines, with line ends: keys stand
// so in variables and JSON.
SecretText with_line_ends(std::string_view pem);

// The same as Certificate::key, for the public half of a private key with
// either kind of line ends; the key stays where it is.
std::optional<std::string> key_of_private_key(std::string_view pem);

// What a signed statement of the issuer says of a certificate. kUnknown: it is
// not signed by `issuer`, too old, or of something else.
enum class RevocationAnswer { kRevoked, kGood, kUnknown };

// By a list (CRL) whose time has not passed.
RevocationAnswer look_in_crl(std::string_view crl, std::string_view certificate,
                             std::string_view issuer, std::int64_t now);

// An OCSP request for one certificate, and what its answer says; both DER.
// Empty where the certificates are none.
std::string ocsp_request(std::string_view certificate, std::string_view issuer);
RevocationAnswer look_in_ocsp(std::string_view answer,
                              std::string_view certificate,
                              std::string_view issuer, std::int64_t now);

}  // namespace stanch
