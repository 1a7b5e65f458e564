// SPDX-License-Identifier: Apache-2.0
//
// Checks of secrets that are encodings of bytes with a structure or a check of
// their own. Pure; any thread.
#pragma once

#include <string_view>

namespace stanch {

// RFC 7519 in RFC 7515's compact form: the first segment is base64url of a JSON
// object with "alg", the second of a JSON object.
bool is_jwt(std::string_view secret);

// BIP-173 bech32: the polymod of prefix and data is 1. One case throughout.
bool is_bech32(std::string_view secret);

// Base 58 (Bitcoin's alphabet, or Ripple's), whose last 4 bytes are the first
// of the double SHA-256 of the rest.
bool is_base58check(std::string_view secret);
bool is_base58check_ripple(std::string_view secret);

// Base 32 (RFC 4648) whose last two bytes are the CRC-16/XMODEM of the rest,
// little-endian: Stellar's StrKey (SEP-23) and NATS' nkeys.
bool is_strkey(std::string_view secret);

// A PEM block (RFC 7468) of a private key, over lines, or on one line with
// escaped line ends, or quoted line by line in code: its base64 decodes to a
// DER SEQUENCE that is as long as it says, to "openssh-key-v1", or, for PGP and
// keys encrypted in the old way, to at least 64 bytes.
bool is_pem_key(std::string_view secret);

}  // namespace stanch
