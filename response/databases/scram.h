// SPDX-License-Identifier: Apache-2.0
//
// What PostgreSQL keeps of a password, as in pg_authid.rolpassword:
// "SCRAM-SHA-256$4096:SALT$STORED_KEY:SERVER_KEY" (RFC 5803, and RFC 5802 for
// the keys). With it a leaked value is compared without logging in, and a new
// one is set without sending it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/secret.h"

namespace stanch {

// Nothing where it is no such verifier. Passwords are taken as bytes: one that
// SASLprep (RFC 4013) would change is not recognised.
std::optional<bool> scram_matches(std::string_view verifier,
                                  const Secret& password);

std::string scram_verifier(const Secret& password);

}  // namespace stanch
