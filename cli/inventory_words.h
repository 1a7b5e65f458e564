// SPDX-License-Identifier: Apache-2.0
//
// The words of the inventory's commands, read with the nearest valid one in the
// message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "inventory/query.h"

namespace stanch {

// "7", or "S7".
Result<std::int64_t> secret_number(std::string_view word);

Result<SecretState> read_state(std::string_view word);
Result<Impact> read_impact(std::string_view word);
Result<Liveness> read_liveness(std::string_view word);
Result<SecretOrder> read_order(std::string_view word);
// A day or a time; "30d" is so long from now.
Result<std::int64_t> read_end(std::string_view word, std::int64_t now);

// The `[inventory]` of the configuration that applies here.
Result<Deadlines> read_deadlines(const std::string& config);

}  // namespace stanch
