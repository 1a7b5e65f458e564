// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace stanch {

// Whether a value says where the secret is rather than what it is: code that
// fetches it (process.env.X, get_token(), data.vault.x), its place in a store
// (op://, arn:, vault:, projects/x/secrets/y), or a ciphertext whose key is
// elsewhere (ENC[...], !vault, what KMS and Sealed Secrets write).
bool is_reference(std::string_view value);

// A letter or `_`, then letters, digits and `_`.
bool is_identifier(std::string_view text);

}  // namespace stanch
