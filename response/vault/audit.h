// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"
#include "response/vault/vault.h"

namespace stanch {

// Who used a value, from where and when, by the server's audit log: values
// stand there as keyed hashes, which the server computes for us. One line for
// each caller, address and path, with the count and the times of the first and
// the last; our own question is not counted. Where the settings name no log
// that can be read here, the one line is the hash to look for.
Answer<std::vector<std::string>> vault_uses(Vault& vault, const Secret& value);

// The same of a log's text and a hash; a line that is no JSON is passed by.
std::vector<std::string> uses_in_log(std::istream& log, std::string_view hash);

}  // namespace stanch
