// SPDX-License-Identifier: Apache-2.0
//
// What servers said, as it may stand in messages and in the journal. A server
// may repeat what it was sent.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "core/secret.h"

namespace stanch {

// One line, and not a long one.
std::string said_line(std::string_view said);

// The text without these values, as they are and as URLs and JSON write them.
// Null and values of less than four bytes, which are in any text, are left.
std::string without_values(std::string text,
                           std::initializer_list<const Secret*> values);

}  // namespace stanch
